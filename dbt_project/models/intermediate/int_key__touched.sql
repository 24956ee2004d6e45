with

touched_orders as (
    select * from {{ ref('int_order__touched') }}
),

touched_sessions as (
    select * from {{ ref('int_web_session__touched') }}
),

touched_requests as (
    select * from {{ ref('int_service_request__touched') }}
),

service_events as (
    select * from {{ ref('stg_service_event') }}
),

removed as (
    select * from {{ source('ledger', 'touched') }}
    where run_id > {{ var('since_run') }}
),

touched as (
    select * from touched_orders

    union

    select * from touched_sessions

    union

    select * from touched_requests

    union

    -- an event takes its customer and product from its request
    select 'service_event' as entity, source_code, service_event_id as entity_id
    from service_events
    where
        _run > {{ var('since_run') }}
        or (source_code, service_request_id) in (
            select row(touched_requests.source_code, touched_requests.entity_id)
            from touched_requests
        )

    union

    {{ touched_rows('interaction', dates=[local_date('started_at')]) }}

    union

    {{ touched_rows('lead', dates=[local_date('created_at')]) }}

    union

    {{ touched_rows('opportunity', dates=[
        'closed_date', 'engaged_date', local_date('created_at'),
        local_date('changed_at'), '_delivered_on',
    ]) }}

    union

    {{ touched_rows('complaint', dates=[local_date('received_at')]) }}

    union

    {{ touched_rows('survey_answer') }}

    union

    {{ touched_rows('campaign_cost', dates=['cost_date'], has_party=false) }}

    union

    select
        case when entity = 'order_line' then 'order' else entity end as entity,
        source,
        key,
    from removed

    union

    -- without an id: every key of the source
    select entity, source_code, null as entity_id
    from {{ ref('int_source__reread') }}
),

final as (
    select
        *,
        durable_key(entity, source_code, entity_id) as entity_key,
    from touched
    where {{ var('since_run') }} >= 0
)

select * from final
