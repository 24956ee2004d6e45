{% macro where_customer_touched() -%}
    {#- Outside of the condition, so that dbt sees the dependency. -#}
    {%- set touched = ref('int_customer__touched') -%}
    {%- if is_incremental() %}
    where
        {{ since_run() }} < 0
        or customer_key in (
            select touched.customer_key from {{ touched }} as touched
        )
    {%- endif %}
{%- endmacro %}
