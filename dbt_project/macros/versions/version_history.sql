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

sources as (
    select
        entity_key,
        any_value({{ id }}) as entity_id,
        count(distinct source_code) as source_count,
    from delivered
    group by entity_key
),

deletions as (
    select
        delivered.entity_key,
        deleted.deleted_date,
        deleted.restored_date,
    from {{ ref('int_key__deleted') }} as deleted
    inner join (
        select distinct
            entity_key,
            source_code,
            {{ id }} as entity_id,
        from delivered
    ) as delivered
        on
            deleted.source_code = delivered.source_code
            and deleted.entity_id = delivered.entity_id
    where deleted.entity = '{{ entity }}'
),

moments as (
    select
        entity_key,
        valid_from_at,
        delivered_number,
        0 as dropped,
    from contents

    union all

    select
        entity_key,
        {{ local_midnight('deleted_date') }} as valid_from_at,
        null as delivered_number,
        1 as dropped,
    from deletions

    union all

    select
        entity_key,
        {{ local_midnight('restored_date') }} as valid_from_at,
        null as delivered_number,
        -1 as dropped,
    from deletions
    where restored_date is not null
),

-- the default frame takes in all moments of the same instant
states as (
    select distinct
        moments.entity_key,
        moments.valid_from_at,
        last_value(moments.delivered_number ignore nulls) over until_now
            as delivered_number,
        sum(moments.dropped) over until_now >= sources.source_count as is_deleted,
    from moments
    inner join sources on moments.entity_key = sources.entity_key
    window until_now as (
        partition by moments.entity_key order by moments.valid_from_at
    )
),

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
