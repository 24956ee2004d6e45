{% macro get_incremental_touched_customer_sql(arguments) -%}
    {%- set target = arguments['target_relation'] -%}
    {%- set columns = get_quoted_csv(
        arguments['dest_columns'] | map(attribute='name')
    ) -%}
    {%- set touched = ref('int_customer__touched') -%}

    delete from {{ target }}
    where
        {{ since_run() }} < 0
        or customer_key in (
            select touched.customer_key from {{ touched }} as touched
        );

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}
