with

stages as (

    select * from {{ ref('customer_lifecycle') }}

),

causes as (

    select * from {{ ref('int_churn_cause__dated') }}

),

thresholds as (

    select * from {{ ref('int_lifecycle_threshold__pivoted') }}

),

changes as (

    select
        *,
        lag(months_in_stage) over (
            partition by customer_key order by month_end_date
        ) as months_in_previous_stage,
    from stages
    qualify is_stage_change

),

latest_causes as (

    select
        changes.customer_key,
        changes.month_end_date,
        max_by(
            causes.reason_code, (causes.cause_date, causes.reason_code)
        ) as churn_reason_code,
        max_by(
            causes.liability_code, (causes.cause_date, causes.reason_code)
        ) as churn_liability_code,
    from changes
    cross join thresholds
    inner join causes
        on
            changes.customer_key = causes.customer_key
            and causes.cause_date <= changes.month_end_date
            and causes.cause_date
            > changes.month_end_date - to_months(churn_reason_months)
    group by all

),

final as (

    select
        changes.customer_key,
        changes.month_end_date as changed_date,
        changes.previous_stage_code as from_stage_code,
        changes.stage_code as to_stage_code,
        changes.reason_code,
        changes.months_in_previous_stage,
        case
            when changes.stage_code in ('decline', 'termination')
                then coalesce(latest_causes.churn_liability_code, 'unknown')
        end as churn_liability_code,
        case
            when changes.stage_code in ('decline', 'termination')
                then latest_causes.churn_reason_code
        end as churn_reason_code,
    from changes
    left join latest_causes
        on
            changes.customer_key = latest_causes.customer_key
            and changes.month_end_date = latest_causes.month_end_date

)

select * from final
