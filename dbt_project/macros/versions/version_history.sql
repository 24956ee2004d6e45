{% macro version_history(entity, relation, key, id) -%}
{#- The windows see keys only: rows as wide as a party are joined to the versions once, at the end,
    by versioned(). -#}
delivered as not materialized (
    select
        *,
        {{ key }} as entity_key,
    from {{ relation }}
),

keys as (
    select
        entity_key,
        {{ id }},
        source_code,
        changed_at,
        _delivered_on,
        _delivery,
        _record,
        _row_hash,
    from delivered
),

contents as (
    {{ content_changes('keys', 'entity_key') }}
),

{{ content_and_deletions(entity, 'keys', 'contents', id) }},

held as (
    select
        contents.* exclude (valid_from_at),
        states.valid_from_at,
        states.is_deleted,
        states.valid_from_at = contents.valid_from_at as begins_content,
    from states
    inner join contents
        on
            states.entity_key = contents.entity_key
            and states.delivered_number = contents.delivered_number
    qualify
        lag(row(contents._row_hash, states.is_deleted)) over (
            partition by states.entity_key order by states.valid_from_at
        ) is distinct from row(contents._row_hash, states.is_deleted)
),

versions as (
    select
        entity_key,
        source_code,
        {{ id }},
        _delivered_on,
        _delivery,
        _record,
        _row_hash,
        valid_from_at,
        is_deleted,
        begins_content,
        row_number() over versions_in_order as version_number,
        coalesce(
            lead(valid_from_at) over versions_in_order, timestamp '9999-12-31'
        ) as valid_to_at,
        lead(valid_from_at) over versions_in_order is null as is_current,
    from held
    window versions_in_order as (partition by entity_key order by valid_from_at)
)
{%- endmacro %}


{% macro versioned(id) -%}
    {#- An entity comes from a record of a delivery once. -#}
    select
        delivered.*,
        versions.* exclude (
            entity_key, source_code, {{ id }}, _delivered_on, _delivery, _record, _row_hash
        ),
    from delivered
    inner join versions
        on
            delivered._delivery = versions._delivery
            and delivered._record = versions._record
            and delivered.entity_key = versions.entity_key
{%- endmacro %}
