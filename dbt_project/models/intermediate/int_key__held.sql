with

active_deliveries as (
    select * from {{ source('ledger', 'active_delivery') }}
    where delivered_on <= {{ as_of() }}
),

snapshots as (
    select * from {{ ref('int_snapshot__dated') }}
),

final as (
    {% for entity in snapshot_entities() %}
    select
        '{{ entity }}' as entity,
        source_code,
        {{ entity }}_id as entity_id,
        _delivered_on as held_date,
    from {{ ref('stg_' ~ entity) }}
    where
        source_code in (
            select snapshots.source_code
            from snapshots
            where snapshots.entity = '{{ entity }}'
        )

    union

    select
        '{{ entity }}' as entity,
        _source as source_code,
        _key as entity_id,
        _delivered_on as held_date,
    from {{ source('quarantine', entity) }}
    where
        _key is not null
        and _delivery in (select active_deliveries.delivery_id from active_deliveries)
        and _source in (
            select snapshots.source_code
            from snapshots
            where snapshots.entity = '{{ entity }}'
        )

    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from final
