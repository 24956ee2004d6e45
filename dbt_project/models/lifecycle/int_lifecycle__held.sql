with

proposed as (

    select * from {{ ref('int_lifecycle__proposed') }}

),

stages as (

    select * from {{ ref('lifecycle_stage') }}

),

thresholds as (

    select * from {{ ref('int_lifecycle_threshold__pivoted') }}

),

begun as (

    select
        customer_key,
        candidate_stage_code,
        month_end_date as valid_from_date,
    from proposed
    qualify
        lag(candidate_stage_code) over (
            partition by customer_key order by month_end_date
        ) is distinct from candidate_stage_code

),

bounded as (

    select
        begun.*,
        stages.is_immediate,
        lag(stages.is_immediate) over candidates as was_immediate,
        coalesce(
            lead(begun.valid_from_date) over candidates, date '9999-12-31'
        ) as valid_to_date,
    from begun
    inner join stages on begun.candidate_stage_code = stages.code
    window
        candidates as (
            partition by begun.customer_key order by begun.valid_from_date
        )

),

final as (

    select
        bounded.customer_key,
        bounded.candidate_stage_code,
        bounded.valid_from_date,
        bounded.valid_to_date,
        case
            when bounded.is_immediate or coalesce(bounded.was_immediate, true)
                then bounded.valid_from_date
            else
                last_day(
                    bounded.valid_from_date
                    + to_months(thresholds.hold_months - 1)
                )
        end as effective_date,
    from bounded
    cross join thresholds

)

select * from final
