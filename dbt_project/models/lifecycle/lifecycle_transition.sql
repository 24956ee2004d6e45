with

changes as (

    select * from {{ ref('int_lifecycle__explained') }}

),

causes as (

    select * from {{ ref('int_churn_cause__dated') }}

),

thresholds as (

    select * from {{ ref('int_lifecycle_threshold__pivoted') }}

),

latest_causes as (

    select
        changes.customer_key,
        changes.valid_from_date,
        causes.reason_code,
        causes.liability_code,
    from changes
    cross join thresholds
    inner join causes
        on
            changes.customer_key = causes.customer_key
            and changes.valid_from_date >= causes.cause_date
            and changes.valid_from_date
            - to_months(thresholds.churn_reason_months) < causes.cause_date
    where changes.stage_code in ('decline', 'termination')
    qualify
        row_number() over (
            partition by changes.customer_key, changes.valid_from_date
            order by causes.cause_date desc, causes.reason_code asc
        ) = 1

),

final as (

    select
        changes.customer_key,
        changes.valid_from_date as changed_date,
        changes.previous_stage_code as from_stage_code,
        changes.stage_code as to_stage_code,
        changes.reason_code,
        changes.months_in_previous_stage,
        case
            when changes.stage_code in ('decline', 'termination')
                then coalesce(latest_causes.liability_code, 'unknown')
        end as churn_liability_code,
        latest_causes.reason_code as churn_reason_code,
    from changes
    left join latest_causes
        on
            changes.customer_key = latest_causes.customer_key
            and changes.valid_from_date = latest_causes.valid_from_date

)

select * from final
