{% macro mentioned(dimension, relation, day) -%}
    {%- set id = 'party_id' if dimension == 'customer' else dimension ~ '_id' -%}
    select
        '{{ dimension }}' as dimension_code,
        {{ dimension }}_key as entity_key,
        min({{ "''" if is_company_wide(dimension) else 'party_source' }}) as source_code,
        min({{ id }}) as entity_id,
        min({{ day }}) as first_date,
    from {{ relation }}
    group by {{ dimension }}_key
{%- endmacro %}
