with

leads as (

    select * from {{ ref('fct_lead') }}
    where not is_deleted

),

opportunities as (

    select * from {{ ref('int_opportunity__weighted') }}

),

orders as (

    select * from {{ ref('sales_orders') }}
    where is_revenue and not is_cancellation

),

final as (

    select
        created_date as step_date,
        employee_key,
        channel_key,
        'lead' as step_code,
        contacted_at is not null as is_contacted,
        qualified_at is not null as is_qualified,
        lead_status_code = 'converted' as is_won,
        lead_status_code = 'disqualified' as is_lost,
        date_diff('day', created_at, converted_at) as days,
        null::decimal(38, 4) as company_amount,
        null::decimal(38, 4) as forecast_company_amount,
    from leads
    union all by name
    select
        opened_date as step_date,
        employee_key,
        channel_key,
        'opportunity' as step_code,
        is_won,
        not is_open and not is_won as is_lost,
        expected_company_amount as company_amount,
    from opportunities
    union all by name
    select
        closed_date as step_date,
        employee_key,
        channel_key,
        'close' as step_code,
        is_won,
        not is_won as is_lost,
        case when is_won then closed_after_days end as days,
        won_company_amount as company_amount,
    from opportunities
    where not is_open
    union all by name
    select
        expected_close_date as step_date,
        employee_key,
        channel_key,
        'open' as step_code,
        expected_company_amount as company_amount,
        forecast_company_amount,
    from opportunities
    where is_open
    union all by name
    select
        order_date as step_date,
        employee_key,
        channel_key,
        'order' as step_code,
        revenue_company_amount as company_amount,
    from orders

)

select * from final
