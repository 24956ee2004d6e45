with

costs as (
    select
        campaign_key,
        last_day(cost_date) as month_end_date,
        -- whole units of the fourth decimal, so that the shares add up exactly
        sum(cast(
            cast(cost_company_amount as decimal(28, 4)) * 10000 as hugeint
        )) as units,
    from {{ ref('fct_campaign_cost') }}
    where cost_company_amount is not null and not is_deleted
    group by 1, 2
),

reached as (
    select
        campaign_key,
        customer_key,
        last_day(interaction_date) as month_end_date,
    from {{ ref('fct_interaction') }}

    union

    select
        campaign_key,
        customer_key,
        last_day(created_date) as month_end_date,
    from {{ ref('fct_lead') }}

    union

    select
        campaign_key,
        customer_key,
        last_day(order_date) as month_end_date,
    from {{ ref('fct_order_line') }}
),

ranked as (
    select
        reached.customer_key,
        reached.month_end_date,
        costs.units,
        row_number() over (
            partition by reached.campaign_key, reached.month_end_date
            order by reached.customer_key
        ) as place,
        count(*) over (
            partition by reached.campaign_key, reached.month_end_date
        ) as places,
    from reached
    inner join costs
        on
            reached.campaign_key = costs.campaign_key
            and reached.month_end_date = costs.month_end_date
    where reached.customer_key <> -1 and reached.campaign_key <> -1
),

final as (
    select
        customer_key,
        month_end_date,
        cast(
            cast(
                sum(units * place // places - units * (place - 1) // places)
                as decimal(34, 0)
            ) * 0.0001
            as decimal(38, 4)
        ) as campaign_cost_company_amount,
    from ranked
    group by 1, 2
)

select * from final
