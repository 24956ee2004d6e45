{% macro held_values(chosen, counted, attributes) -%}
{%- set counts = ['record_count', 'source_count', 'is_deleted'] -%}
{#- At each moment of a customer the value of each attribute, as a struct that may hold null: a
    steward can take a value back. -#}
stated as (
    select
        customer_key,
        valid_from_at,
        {%- for attribute in attributes %}
        any_value({ 'value': value }) filter (attribute_code = '{{ attribute }}')
            as {{ attribute }},
        {%- endfor %}
    from (
        select * from {{ chosen }}
        {{ where_customer_by_row(chosen) }}
    ) as chosen
    group by customer_key, valid_from_at
),

counts as (
    select * from {{ counted }}
    {{ where_customer_touched() }}
),

moments as (
    select
        coalesce(stated.customer_key, counts.customer_key) as customer_key,
        coalesce(stated.valid_from_at, counts.valid_from_at) as valid_from_at,
        {{ attributes | join(',\n        ') }},
        {{ counts | join(',\n        ') }},
    from stated
    full join counts
        on
            stated.customer_key = counts.customer_key
            and stated.valid_from_at = counts.valid_from_at
),

changing as (
    select customer_key
    from moments
    group by customer_key
    having min(valid_from_at) < max(valid_from_at)
),

held as (
    select
        customer_key,
        valid_from_at,
        {%- for column in attributes %}
        (last_value({{ column }} ignore nulls) over so_far).value as {{ column }},
        {%- endfor %}
        {%- for column in counts %}
        last_value({{ column }} ignore nulls) over so_far as {{ column }},
        {%- endfor %}
    from moments
    where customer_key in (select changing.customer_key from changing)
    window so_far as (
        partition by customer_key
        order by valid_from_at
        rows between unbounded preceding and current row
    )

    union all

    -- of one moment only: nothing is held over
    select
        customer_key,
        valid_from_at,
        {%- for column in attributes %}
        {{ column }}.value as {{ column }},
        {%- endfor %}
        {{ counts | join(',\n        ') }},
    from moments
    where customer_key not in (select changing.customer_key from changing)
)
{%- endmacro %}


{% macro part_of_group(column, group, number) -%}
    {#- A steward states a part apart; else it comes with its group. -#}
    coalesce(
            {{ column }},
            nullif(split_part({{ group }}, chr(31), {{ number }}), '')
        )::{{ golden_type(column) }}
{%- endmacro %}
