{%- set attributes = golden_attributes() -%}
{%- set groups = golden_groups() -%}
{%- set parts = groups.values() | sum(start=[]) -%}
{%- set singles = attributes | reject('in', groups) | list -%}
with

plain as (
    select
        {{ (singles + parts) | join(',\n        ') }},
        customer_key,
        valid_from_at,
        1 as record_count,
        1 as source_count,
        is_deleted,
        1 as version_number,
        timestamp '9999-12-31' as valid_to_at,
        true as is_current,
    from (
        {{ touched_descriptions('is_plain') }}
    ) as described
),

{{ held_values(
    ref('int_customer_attribute__chosen'),
    ref('int_customer__counted'),
    attributes + parts,
) }},

changed as (
    select
        *,
        row(*columns(* exclude (customer_key, valid_from_at))) as state,
    from held
    where customer_key in (select changing.customer_key from changing)
    window in_order as (partition by customer_key order by valid_from_at)
    qualify
        row_number() over in_order = 1
        or lag(state) over in_order is distinct from state
),

versions as (
    select
        * exclude (state),
        row_number() over in_order as version_number,
        coalesce(
            lead(valid_from_at) over in_order, timestamp '9999-12-31'
        ) as valid_to_at,
        lead(valid_from_at) over in_order is null as is_current,
    from changed
    window in_order as (partition by customer_key order by valid_from_at)

    union all by name

    select
        *,
        1 as version_number,
        timestamp '9999-12-31' as valid_to_at,
        true as is_current,
    from held
    where customer_key not in (select changing.customer_key from changing)
),

typed as (
    select
        {%- for column in singles %}
        {{ column }}::{{ golden_type(column) }} as {{ column }},
        {%- endfor %}
        {%- for group, columns in groups.items() %}
        {%- for column in columns %}
        {{ part_of_group(column, group, loop.index) }} as {{ column }},
        {%- endfor %}
        {%- endfor %}
        customer_key,
        valid_from_at,
        record_count,
        source_count,
        is_deleted,
        version_number,
        valid_to_at,
        is_current,
    from versions
),

final as (
    select * from plain

    union all by name

    select * from typed
)

select * from final
