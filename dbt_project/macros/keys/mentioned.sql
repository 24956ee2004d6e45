{% macro mentioned(dimension, relation, day) -%}
    {%- set company_wide = dimension in ['employee', 'product', 'campaign'] -%}
    {%- set id = 'party_id' if dimension == 'customer' else dimension ~ '_id' -%}
    select
        '{{ dimension }}' as dimension_code,
        {{ dimension }}_key as entity_key,
        min({{ "''" if company_wide else 'party_source' }}) as source_code,
        min({{ id }}) as entity_id,
        min({{ day }}) as first_date,
    from {{ relation }}
    group by {{ dimension }}_key
{%- endmacro %}
