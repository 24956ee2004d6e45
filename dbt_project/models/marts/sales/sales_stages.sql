with

entries as (

    select * from {{ ref('fct_opportunity_stage') }}

),

employees as (

    select * from {{ ref('dim_employee') }}

),

counted as (

    select
        last_day(entered_date) as month_end_date,
        employee_key,
        stage_code,
        count(*) as entered_count,
        count(*) filter (where left_date is not null) as left_count,
        count(*) filter (where is_current) as remaining_count,
        sum(days_in_stage)::bigint as days_in_stage,
    from entries
    group by all

),

final as (

    select
        counted.*,
        employees.team_name,
        (days_in_stage / nullif(left_count, 0))::decimal(18, 2)
            as mean_days_in_stage,
    from counted
    left join employees on counted.employee_key = employees.employee_key

)

select * from final
