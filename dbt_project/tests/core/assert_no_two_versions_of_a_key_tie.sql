{{ config(severity='warn') }}
{#- Same key, change time and delivery date, another content: the content hash decides,
    and the source should be told. Only groups of several rows are looked at closely. -#}
{%- set entities = [
    'party', 'contact_person', 'interaction', 'lead', 'opportunity', 'order',
    'service_request', 'complaint',
] -%}
with

ties as (
    {% for entity in entities %}
    select
        '{{ entity }}' as entity,
        versions.source_code,
        versions._delivered_on,
        versions.{{ entity }}_id as entity_id,
    from {{ ref('stg_' ~ entity) }} as versions
    inner join (
        select
            source_code,
            {{ entity }}_id,
            changed_at,
            _delivered_on,
        from {{ ref('stg_' ~ entity) }}
        group by all
        having count(*) > 1
    ) as repeated
        on
            versions.source_code = repeated.source_code
            and versions.{{ entity }}_id = repeated.{{ entity }}_id
            and versions.changed_at is not distinct from repeated.changed_at
            and versions._delivered_on = repeated._delivered_on
    group by all
    having count(distinct versions._row_hash) > 1
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    entity,
    source_code,
    _delivered_on,
    count(*) as tied_keys,
from ties
group by entity, source_code, _delivered_on
