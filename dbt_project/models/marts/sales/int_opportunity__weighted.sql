with

opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

leads as (

    select * from {{ ref('fct_lead') }}

),

thresholds as (

    select * from {{ ref('threshold_sales') }}

),

final as (

    select
        opportunities.opportunity_key,
        opportunities.customer_key,
        opportunities.employee_key,
        coalesce(leads.channel_key, -1) as channel_key,
        opportunities.is_open,
        opportunities.is_won,
        opportunities.opened_date,
        opportunities.closed_after_days,
        opportunities.won_company_amount,
        opportunities.expected_company_amount,
        coalesce(opportunities.closed_date, opportunities.ended_date)
            as closed_date,
        coalesce(opportunities.expected_close_date, opportunities.opened_date)
            as expected_close_date,
        (
            opportunities.expected_company_amount::decimal(28, 4)
            * coalesce(opportunities.probability_share, thresholds.value)
        )::decimal(38, 4) as forecast_company_amount,
    from opportunities
    left join leads on opportunities.lead_key = leads.lead_key
    left join thresholds
        on 'probability_' || opportunities.stage_code = thresholds.code

)

select * from final
