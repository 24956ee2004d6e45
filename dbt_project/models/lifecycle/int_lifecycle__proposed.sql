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
        {{ lifecycle_conditions() }},
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
        {{ lifecycle_stage() }} as candidate_stage_code,
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
