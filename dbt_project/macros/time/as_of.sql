{% macro as_of() -%}
    as_of()
{%- endmacro %}
