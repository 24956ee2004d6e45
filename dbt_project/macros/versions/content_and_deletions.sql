{% macro content_and_deletions(entity, delivered, contents, id) -%}
sources as (
    select
        entity_key,
        any_value({{ id }}) as entity_id,
        count(distinct source_code) as source_count,
    from {{ delivered }}
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
        from {{ delivered }}
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
    from {{ contents }}

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
)
{%- endmacro %}
