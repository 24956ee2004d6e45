{% macro get_incremental_touched_customer_sql(arguments) -%}
    {{ replace_rows(
        arguments,
        'customer_key in (select customer_key from ' ~ ref('int_customer__touched') ~ ')',
    ) }}
{%- endmacro %}
