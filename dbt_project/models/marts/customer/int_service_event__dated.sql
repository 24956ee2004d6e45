with

requests as (

    select * from {{ ref('service_requests') }}
    where not is_deleted

),

complaints as (

    select * from {{ ref('complaint_handling') }}
    where not is_deleted

),

final as (

    select
        'service_request' as event_code,
        service_request_key as event_key,
        service_request_id as event_id,
        source_code,
        customer_key,
        employee_key,
        channel_code,
        opened_at as occurred_at,
        concat_ws(' · ', service_category_code, priority_code) as detail,
        charge_amount as amount,
        currency_code,
    from requests
    union all by name
    select
        'service_resolution' as event_code,
        service_request_key as event_key,
        service_request_id as event_id,
        source_code,
        customer_key,
        employee_key,
        resolved_at as occurred_at,
        concat_ws(' · ', service_category_code, reason_code) as detail,
    from requests
    where resolved_at is not null
    union all by name
    select
        'complaint' as event_code,
        complaint_key as event_key,
        complaint_id as event_id,
        source_code,
        customer_key,
        employee_key,
        channel_code,
        received_at as occurred_at,
        concat_ws(' · ', complaint_target_code, reason_code) as detail,
    from complaints
    union all by name
    select
        'complaint_remedy' as event_code,
        complaint_key as event_key,
        complaint_id as event_id,
        source_code,
        customer_key,
        employee_key,
        remedied_at as occurred_at,
        concat_ws(' · ', complaint_remedy_code, answer_code) as detail,
        compensation_amount as amount,
        currency_code,
    from complaints
    where remedied_at is not null

)

select * from final
