with

steps as (

    select * from {{ ref('int_sales_step__unioned') }}

),

employees as (

    select * from {{ ref('dim_employee') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

counted as (

    select
        last_day(step_date) as month_end_date,
        employee_key,
        channel_key,
        count(*) filter (where step_code = 'lead') as lead_count,
        count(*) filter (where step_code = 'lead' and is_contacted)
            as lead_contacted_count,
        count(*) filter (where step_code = 'lead' and is_qualified)
            as lead_qualified_count,
        count(*) filter (where step_code = 'lead' and is_won)
            as lead_converted_count,
        count(*) filter (where step_code = 'lead' and is_lost)
            as lead_disqualified_count,
        sum(days) filter (where step_code = 'lead')::bigint as lead_days,
        count(*) filter (where step_code = 'opportunity') as opportunity_count,
        count(*) filter (where step_code = 'opportunity' and is_won)
            as opportunity_won_count,
        count(*) filter (where step_code = 'opportunity' and is_lost)
            as opportunity_lost_count,
        count(*) filter (where step_code = 'close') as closed_count,
        count(*) filter (where step_code = 'close' and is_won) as closed_won_count,
        sum(company_amount) filter (where step_code = 'close' and is_won)
            as closed_won_company_amount,
        sum(days) filter (where step_code = 'close')::bigint
            as closed_won_days,
        count(*) filter (where step_code = 'open') as open_count,
        sum(company_amount) filter (where step_code = 'open')
            as open_company_amount,
        sum(forecast_company_amount) as forecast_company_amount,
        count(*) filter (where step_code = 'order') as order_count,
        sum(company_amount) filter (where step_code = 'order')
            as order_company_amount,
    from steps
    group by all

),

final as (

    select
        counted.*,
        employees.name as employee_name,
        employees.team_name,
        employees.manager_name,
        employees.region_name,
        channels.channel_code,
        (lead_converted_count / nullif(lead_count, 0))::decimal(7, 6)
            as lead_conversion_share,
        (closed_won_count / nullif(closed_count, 0))::decimal(7, 6)
            as win_rate_of_closed_share,
        (opportunity_won_count / nullif(opportunity_count, 0))::decimal(7, 6)
            as win_rate_of_all_share,
        (lead_days / nullif(lead_converted_count, 0))::decimal(18, 2)
            as mean_lead_days,
        (closed_won_days / nullif(closed_won_count, 0))::decimal(18, 2)
            as mean_won_days,
    from counted
    left join employees on counted.employee_key = employees.employee_key
    left join channels on counted.channel_key = channels.channel_key

)

select * from final
