with

versions as (
    select * from {{ ref('stg_service_event') }}
    {{ where_touched('service_event', 'service_event_id') }}
),

events as (
    {{ resolved_records(
        'service_event', 'versions', has_party=false, has_change_time=false,
    ) }}
),

request_versions as (
    select * from {{ ref('stg_service_request') }}
    where (source_code, service_request_id) in (
        select row(events.source_code, events.service_request_id) from events
    )
),

requests as (
    {{ resolved_records('service_request', 'request_versions') }}
),

event_types as (
    select * from {{ ref('code_service_event_type') }}
),

final as (
    select
        -- keys
        {{ reference_key('events', 'service_event') }} as service_event_key,
        {{ reference_keys('events', ['service_request', 'employee']) }},
        {{ reference_key('requests', 'product') }} as product_key,
        coalesce(requests.customer_key, -1) as customer_key,

        -- event
        events.service_event_type_code,
        event_types.is_response,
        events.occurred_at,
        {{ local_date('events.occurred_at') }} as occurred_date,
        events.work_minutes,
        events.is_deleted,

        -- as the source refers to them
        events.service_event_id,
        events.service_request_id,
        events.employee_id,
        events.source_code,
    from events
    left join requests
        on
            events.source_code = requests.source_code
            and events.service_request_id = requests.service_request_id
    left join event_types
        on events.service_event_type_code = event_types.code
)

select * from final
