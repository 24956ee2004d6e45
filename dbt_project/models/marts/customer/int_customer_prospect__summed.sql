with

leads as (

    select * from {{ ref('fct_lead') }}
    where is_open

),

opportunities as (

    select * from {{ ref('int_opportunity__weighted') }}
    where is_open

),

prospects as (

    select
        customer_key,
        1 as lead_count,
    from leads
    union all by name
    select
        customer_key,
        1 as opportunity_count,
        expected_company_amount,
        forecast_company_amount,
    from opportunities

),

final as (

    select
        customer_key,
        coalesce(sum(lead_count), 0)::bigint as open_lead_count,
        coalesce(sum(opportunity_count), 0)::bigint as open_opportunity_count,
        sum(expected_company_amount) as open_opportunity_company_amount,
        sum(forecast_company_amount) as forecast_company_amount,
    from prospects
    group by customer_key

)

select * from final
