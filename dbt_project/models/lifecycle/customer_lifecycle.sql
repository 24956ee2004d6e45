with

proposed as (

    select * from {{ ref('int_lifecycle__proposed') }}

),

held as (

    select * from {{ ref('int_lifecycle__held') }}

),

stages as (

    select * from {{ ref('int_lifecycle__explained') }}

),

customer_months as (

    select
        *,
        contact_cost_company_amount
        + service_cost_company_amount
        + campaign_cost_company_amount as outlay_company_amount,
    from {{ ref('fct_customer_month') }}

),

placed as (

    select
        proposed.*,
        stages.stage_code,
        stages.previous_stage_code,
        stages.reason_code,
        proposed.month_end_date = stages.valid_from_date as is_stage_change,
        date_diff('month', stages.valid_from_date, proposed.month_end_date)
        + 1 as months_in_stage,
        date_diff('month', held.valid_from_date, proposed.month_end_date)
        + 1 as candidate_months,
    from proposed
    inner join stages
        on
            proposed.customer_key = stages.customer_key
            and proposed.month_end_date >= stages.valid_from_date
            and proposed.month_end_date < stages.valid_to_date
    inner join held
        on
            proposed.customer_key = held.customer_key
            and proposed.month_end_date >= held.valid_from_date
            and proposed.month_end_date < held.valid_to_date

),

final as (

    select
        placed.customer_key,
        placed.month_end_date,
        placed.stage_code,
        placed.sub_stage_code,
        placed.months_in_stage,
        placed.is_stage_change,
        case when placed.is_stage_change then placed.previous_stage_code end
            as previous_stage_code,
        case when placed.is_stage_change then placed.reason_code end
            as reason_code,
        placed.candidate_stage_code,
        placed.candidate_months,
        placed.open_claim_count,
        placed.is_termination_blocked,
        customer_months.revenue_company_amount,
        customer_months.contribution_company_amount,
        customer_months.outlay_company_amount,
        placed.revenue_12m_company_amount,
        placed.revenue_12m_company_amount
        - placed.previous_12m_revenue_company_amount
            as revenue_trend_company_amount,
    from placed
    inner join customer_months
        on
            placed.customer_key = customer_months.customer_key
            and placed.month_end_date = customer_months.month_end_date

)

select * from final
