{% macro as_delivered(entity, event_date=none, has_change_time=true) -%}
    {#- Read apart from staging, so that a test can hold the two against each other. -#}
    select
        raw_rows.*,
        row(
            {{ 'raw_rows.changed_at is not null, raw_rows.changed_at,' if has_change_time }}
            raw_rows._delivered_on, raw_rows._row_hash
        ) as version,
    from (
        select
            *,
            {{ row_hash(has_change_time) }} as _row_hash,
        from {{ source('raw', entity) }}
    ) as raw_rows
    inner join {{ source('ledger', 'active_delivery') }} as deliveries
        on raw_rows._delivery = deliveries.delivery_id
    where
        deliveries.delivered_on <= {{ as_of() }}
        {%- if event_date %}
        and {{ event_date }} <= {{ as_of() }}
        {%- endif %}
{%- endmacro %}
