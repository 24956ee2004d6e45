with

active_deliveries as (
    select * from {{ source('ledger', 'active_delivery') }}
    where delivered_on <= {{ as_of() }}
),

delivery_entities as (
    select * from {{ source('ledger', 'delivery_entity') }}
),

unreadable_records as (
    {% for entity in snapshot_entities() %}
    select distinct
        '{{ entity }}' as entity,
        _delivery,
    from {{ source('quarantine', entity) }}
    where _key is null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        delivery_entities.entity,
        delivery_entities.source as source_code,
        active_deliveries.delivered_on as snapshot_date,
        count(unreadable_records._delivery) = 0 as is_complete,
    from delivery_entities
    inner join active_deliveries
        on delivery_entities.delivery_id = active_deliveries.delivery_id
    left join unreadable_records
        on
            delivery_entities.entity = unreadable_records.entity
            and delivery_entities.delivery_id = unreadable_records._delivery
    where delivery_entities.mode = 'snapshot'
    group by 1, 2, 3
)

select * from final
