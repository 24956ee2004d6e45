{%- set groups = golden_groups() -%}
{%- set group_list = "('" ~ groups | join("', '") ~ "')" -%}
{%- set parts = groups.values() | sum(start=[]) -%}
{%- set singles = golden_attributes() | reject('in', groups) | list -%}
with

records as (
    select * from {{ source('identity', 'record') }}
),

plain as (
    select
        customer_key,
        unnest({{ singles + parts }}) as attribute_code,
        unnest([
            {{ (singles + parts) | join('::varchar,\n            ') }}
        ]) as value,
        source_code,
        record_key,
        valid_from_at as stated_at,
        'sole' as rule_code,
        1 as source_count,
        1 as value_count,
    from (
        {{ touched_descriptions('is_plain') }}
    ) as described
),

chosen as (
    select * exclude (valid_from_at, is_current)
    from (
        select * from {{ ref('int_customer_attribute__chosen') }}
        {{ where_customer_by_row(ref('int_customer_attribute__chosen')) }}
    ) as touched
    where is_current and value is not null
),

parted as (
    select
        * exclude (attribute_code, value),
        unnest(case attribute_code
            {%- for group, columns in groups.items() %}
            when '{{ group }}' then {{ columns }}
            {%- endfor %}
        end) as attribute_code,
        unnest(string_split(value, chr(31))) as value,
    from chosen
    where attribute_code in {{ group_list }}
),

stated as (
    select * from plain

    union all by name

    select * from chosen
    where attribute_code not in {{ group_list }}

    union all by name

    -- a part that a steward states goes before that of its group
    select parted.*
    from parted
    anti join chosen
        on
            parted.customer_key = chosen.customer_key
            and parted.attribute_code = chosen.attribute_code
),

final as (
    select
        stated.customer_key,
        stated.attribute_code,
        stated.value,
        stated.source_code,
        coalesce(sources.method_code, 'unknown') as method_code,
        {{ local_date('stated.stated_at') }} as stated_date,
        stated.rule_code,
        stated.source_count,
        stated.value_count,
        stated.record_key,
        records.source as party_source,
        records.party_id,
    from stated
    left join records on stated.record_key = records.record_key
    left join {{ source('ledger', 'source') }} as sources
        on stated.source_code = sources.source
    where stated.value <> ''
)

select * from final
