{% macro delivered(entity, event_time=none, event_date=none, has_change_time=true) -%}
select
        *,
        {{ row_hash(has_change_time) }} as _row_hash,
    from {{ source('raw', entity) }}
    where
        _delivery in (
            select active_delivery.delivery_id
            from {{ source('ledger', 'active_delivery') }} as active_delivery
        )
        and _delivered_on <= {{ as_of() }}
        {%- if event_time %}
        and {{ event_time }} < {{ local_midnight(as_of() ~ " + 1") }}
        {%- endif %}
        {%- if event_date %}
        and {{ event_date }} <= {{ as_of() }}
        {%- endif %}
{%- endmacro %}
