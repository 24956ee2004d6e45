with

measured as (

    select * from {{ ref('int_lifecycle__measured') }}

),

thresholds as (

    select * from {{ ref('int_lifecycle_threshold__pivoted') }}

),

judged as (

    select
        measured.*,
        coalesce(
            months_since_dealing >= termination_idle_months, false
        ) as is_idle,
        open_prospect_count > 0
        or coalesce(months_since_dealing < development_months, false)
            as is_worked_on,
        months_since_last_order >= decline_idle_months as is_order_stopped,
        previous_12m_revenue_company_amount > 0
        and revenue_12m_company_amount
        < decline_revenue_share * previous_12m_revenue_company_amount
            as is_revenue_fallen,
        months_since_first_order >= maturity_history_months
        and orders_12m_count >= maturity_order_count
        and revenue_12m_company_amount
        >= maturity_revenue_share * previous_12m_revenue_company_amount
            as is_mature,
    from measured
    cross join thresholds

),

final as (

    select
        customer_key,
        month_end_date,
        open_claim_count,
        revenue_12m_company_amount,
        previous_12m_revenue_company_amount,
        is_buying,
        is_order_stopped,
        case
            when first_order_date is null then 'acquisition'
            when is_idle and open_claim_count = 0 then 'termination'
            when is_order_stopped or is_revenue_fallen then 'decline'
            when is_mature then 'maturity'
            else 'growth'
        end as candidate_stage_code,
        case
            when first_order_date is not null then null
            when is_worked_on then 'in_development'
            else 'prospect'
        end as sub_stage_code,
        first_order_date is not null and is_idle and open_claim_count > 0
            as is_termination_blocked,
    from judged

)

select * from final
