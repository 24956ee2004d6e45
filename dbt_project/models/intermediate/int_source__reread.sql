with

removed as (
    select * from {{ source('ledger', 'touched') }}
    where run_id > {{ since_run() }}
),

snapshots as (
    select
        delivery_entities.entity,
        delivery_entities.source as source_code,
        max(active_deliveries.run_id) as last_run,
    from {{ source('ledger', 'delivery_entity') }} as delivery_entities
    inner join {{ source('ledger', 'active_delivery') }} as active_deliveries
        on delivery_entities.delivery_id = active_deliveries.delivery_id
    where delivery_entities.mode = 'snapshot'
    group by delivery_entities.entity, delivery_entities.source
),

-- a new or withdrawn snapshot changes what is deleted, which its own rows do not tell
changed_snapshots as (
    select
        entity,
        source_code,
    from snapshots
    where
        last_run > {{ since_run() }}
        or (entity, source_code) in (
            select row(removed.entity, removed.source)
            from removed
        )
),

final as (
    select
        entity,
        source_code,
    from changed_snapshots

    union

    select
        'order' as entity,
        source_code,
    from changed_snapshots
    where entity = 'order_line'

    union

    select
        'service_event' as entity,
        source_code,
    from changed_snapshots
    where entity = 'service_request'

    union

    -- a removed web event does not tell its session
    select
        'web_session' as entity,
        source,
    from removed
    where entity = 'web_event'
)

select * from final
