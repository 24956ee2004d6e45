{% macro get_incremental_restated_sql(arguments) -%}
    {{ replace_rows(
        arguments,
        'is_inferred or customer_key in (select customer_key from '
        ~ ref('int_customer__restated') ~ ')',
    ) }}
{%- endmacro %}
