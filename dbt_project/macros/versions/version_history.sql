{% macro version_history(entity, relation, key, id) -%}
delivered as (
    select
        *,
        {{ key }} as entity_key,
    from {{ relation }}
),

contents as (
    {{ content_changes('delivered', 'entity_key') }}
),

{{ content_and_deletions(entity, 'delivered', 'contents', id) }},

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
        * exclude (delivered_number),
        row_number() over versions_in_order as version_number,
        coalesce(
            lead(valid_from_at) over versions_in_order, timestamp '9999-12-31'
        ) as valid_to_at,
        lead(valid_from_at) over versions_in_order is null as is_current,
    from held
    window versions_in_order as (partition by entity_key order by valid_from_at)
)
{%- endmacro %}
