{% macro held_values(chosen, counted, attributes) -%}
{#- At each moment of a customer the value of each attribute, as a struct that may hold null: a
    steward can take a value back. -#}
moments as (
    select
        customer_key,
        valid_from_at,
        {%- for attribute in attributes %}
        any_value({ 'value': value }) filter (attribute_code = '{{ attribute }}')
            as {{ attribute }},
        {%- endfor %}
    from (
        select * from {{ chosen }}
        {{ where_customer_touched() }}
    ) as chosen
    group by customer_key, valid_from_at
),

counts as (
    select * from {{ counted }}
    {{ where_customer_touched() }}
),

held as (
    select
        coalesce(moments.customer_key, counts.customer_key) as customer_key,
        coalesce(moments.valid_from_at, counts.valid_from_at) as valid_from_at,
        {%- for column in attributes %}
        (last_value({{ column }} ignore nulls) over so_far).value as {{ column }},
        {%- endfor %}
        {%- for column in ['record_count', 'source_count', 'is_deleted'] %}
        last_value({{ column }} ignore nulls) over so_far as {{ column }},
        {%- endfor %}
    from moments
    full join counts
        on
            moments.customer_key = counts.customer_key
            and moments.valid_from_at = counts.valid_from_at
    window so_far as (
        partition by coalesce(moments.customer_key, counts.customer_key)
        order by coalesce(moments.valid_from_at, counts.valid_from_at)
        rows between unbounded preceding and current row
    )
)
{%- endmacro %}


{% macro part_of_group(column, group, number) -%}
    {#- A steward states a part apart; else it comes with its group. -#}
    coalesce(
            {{ column }},
            nullif(split_part({{ group }}, chr(31), {{ number }}), '')
        )::{{ golden_type(column) }}
{%- endmacro %}
