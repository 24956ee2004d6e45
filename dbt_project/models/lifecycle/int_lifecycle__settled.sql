with

held as (

    select * from {{ ref('int_lifecycle__held') }}

),

proposed as (

    select * from {{ ref('int_lifecycle__proposed') }}

),

effective as (

    select
        customer_key,
        candidate_stage_code as stage_code,
        effective_date as valid_from_date,
    from held
    where
        effective_date < valid_to_date
        and effective_date <= (select max(month_end_date) from proposed)
    qualify
        lag(candidate_stage_code) over (
            partition by customer_key order by effective_date
        ) is distinct from candidate_stage_code

),

final as (

    select
        customer_key,
        stage_code,
        valid_from_date,
        coalesce(
            lead(valid_from_date) over stages, date '9999-12-31'
        ) as valid_to_date,
        lag(stage_code) over stages as previous_stage_code,
        date_diff('month', lag(valid_from_date) over stages, valid_from_date)
            as months_in_previous_stage,
    from effective
    window stages as (partition by customer_key order by valid_from_date)

)

select * from final
