-- The stage of a month is the last candidate that took effect. A candidate
-- takes effect when it has held long enough, or when it or the candidate
-- before it is an immediate stage. None of this needs the stage of the month
-- before, so no row waits for another.
with

proposed as (

    select * from {{ ref('int_lifecycle__proposed') }}

),

stages as (

    select * from {{ ref('lifecycle_stage') }}

),

compared as (

    select
        proposed.*,
        stages.is_immediate,
        lag(stages.is_immediate) over history as was_immediate,
        lag(candidate_stage_code) over history
        is distinct from candidate_stage_code as is_candidate_new,
    from proposed
    inner join stages on proposed.candidate_stage_code = stages.code
    window history as (partition by customer_key order by month_end_date)

),

numbered as (

    select
        *,
        count(*) filter (where is_candidate_new) over history as candidate_number,
    from compared
    window history as (partition by customer_key order by month_end_date)

),

held as (

    select
        *,
        row_number() over (
            partition by customer_key, candidate_number
            order by month_end_date
        ) as candidate_months,
    from numbered

),

effective as (

    select
        *,
        last_value(
            case
                when
                    candidate_months >= hold_months
                    or is_immediate
                    or coalesce(was_immediate, true)
                    then candidate_stage_code
            end ignore nulls
        ) over (
            partition by customer_key order by month_end_date
        ) as stage_code,
    from held

),

final as (

    select
        *,
        lag(stage_code) over (
            partition by customer_key order by month_end_date
        ) as previous_stage_code,
    from effective

)

select * from final
