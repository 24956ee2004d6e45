{%- set facts = [
    ('interaction', 'started_at', [local_date('started_at')]),
    ('lead', 'created_at', [local_date('created_at')]),
    ('opportunity', none, [
        'closed_date', 'engaged_date', local_date('created_at'),
        local_date('changed_at'), '_delivered_on',
    ]),
    ('complaint', 'received_at', [local_date('received_at')]),
    ('survey_answer', 'answered_at', []),
] -%}
with

touched_requests as (
    select * from {{ ref('int_service_request__touched') }}
),

removed as (
    select * from {{ source('ledger', 'touched') }}
    where run_id > {{ since_run() }}
),

touched as (
    select * from touched_requests

    union

    select * from {{ ref('int_order__touched') }}

    union

    select * from {{ ref('int_web_session__touched') }}
    {% for entity, event_time, dates in facts %}
    union

    {{ touched_rows(entity, dates, event_time=event_time) }}
    {% endfor %}
    union

    {{ touched_rows(
        'campaign_cost', ['cost_date'], has_party=false, event_date='cost_date',
    ) }}

    union

    -- an event takes its customer and product from its request
    select
        'service_event' as entity,
        source_code,
        service_event_id as entity_id,
    from {{ ref('stg_service_event') }}
    where
        {{ is_new(event_time='occurred_at') }}
        or (source_code, service_request_id) in (
            select row(touched_requests.source_code, touched_requests.entity_id)
            from touched_requests
        )

    union

    select
        case when entity = 'order_line' then 'order' else entity end as entity,
        source as source_code,
        key as entity_id,
    from removed

    union

    -- without an id: every key of the source
    select
        entity,
        source_code,
        null as entity_id,
    from {{ ref('int_source__reread') }}
),

final as (
    select
        *,
        durable_key(entity, source_code, entity_id) as entity_key,
    from touched
    where {{ since_run() }} >= 0
)

select * from final
