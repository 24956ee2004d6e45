with

orders as (

    select * from {{ ref('sales_orders') }}
    where not is_deleted and ordered_at is not null

),

leads as (

    select * from {{ ref('fct_lead') }}
    where not is_deleted

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}
    where not is_deleted

),

final as (

    select
        case when is_cancellation then 'order_cancellation' else 'order' end
            as event_code,
        order_key as event_key,
        order_id as event_id,
        source_code,
        customer_key,
        employee_key,
        channel_code,
        ordered_at as occurred_at,
        order_date as event_date,
        concat_ws(' · ', order_status_code, line_count || ' lines') as detail,
        order_amount as amount,
        currency_code,
    from orders
    union all by name
    select
        'lead' as event_code,
        lead_key as event_key,
        lead_id as event_id,
        source_code,
        customer_key,
        employee_key,
        channel_code,
        created_at as occurred_at,
        created_date as event_date,
        concat_ws(' · ', lead_status_code, lead_method_code, reason_code)
            as detail,
        expected_amount as amount,
        currency_code,
    from leads
    union all by name
    select
        'opportunity' as event_code,
        opportunity_key as event_key,
        opportunity_id as event_id,
        source_code,
        customer_key,
        employee_key,
        coalesce(created_at, opened_date::timestamp) as occurred_at,
        opened_date as event_date,
        stage_code as detail,
        expected_amount as amount,
        currency_code,
    from opportunities
    union all by name
    select
        'opportunity_closed' as event_code,
        opportunity_key as event_key,
        opportunity_id as event_id,
        source_code,
        customer_key,
        employee_key,
        closed_date::timestamp as occurred_at,
        closed_date as event_date,
        concat_ws(' · ', stage_code, reason_code) as detail,
        won_amount as amount,
        currency_code,
    from opportunities
    where closed_date is not null and not is_open

)

select * from final
