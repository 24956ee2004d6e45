{% macro is_company_wide(entity) -%}
    {{ return(entity in ['employee', 'product', 'campaign']) }}
{%- endmacro %}
