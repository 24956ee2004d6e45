{% macro durable_key(entity, source, id) -%}
    durable_key('{{ entity }}', {{ source }}, {{ id }})
{%- endmacro %}
