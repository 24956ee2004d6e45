with

stages as (

    select * from {{ ref('lifecycle_stage') }}

),

customer_stages as (

    select * from {{ ref('customer_lifecycle') }}

),

transitions as (

    select * from {{ ref('lifecycle_transition') }}
    where from_stage_code is not null

),

month_ends as (

    select distinct month_end_date from customer_stages

),

present as (

    select
        month_end_date,
        stage_code,
        count(*) as customer_count,
        count(*) filter (where is_stage_change) as entered_count,
        sum(months_in_stage) as months_in_stage,
    from customer_stages
    group by all

),

departed as (

    select
        changed_date as month_end_date,
        from_stage_code as stage_code,
        count(*) as left_count,
        sum(months_in_previous_stage) as months_in_stage,
    from transitions
    group by all

),

final as (

    select
        month_ends.month_end_date,
        stages.code as stage_code,
        coalesce(present.customer_count, 0) as customer_count,
        coalesce(present.entered_count, 0) as entered_count,
        coalesce(departed.left_count, 0) as left_count,
        (present.months_in_stage / present.customer_count)::decimal(18, 4)
            as mean_months_in_stage,
        (departed.months_in_stage / departed.left_count)::decimal(18, 4)
            as mean_dwell_months,
    from month_ends
    cross join stages
    left join present
        on
            month_ends.month_end_date = present.month_end_date
            and stages.code = present.stage_code
    left join departed
        on
            month_ends.month_end_date = departed.month_end_date
            and stages.code = departed.stage_code

)

select * from final
