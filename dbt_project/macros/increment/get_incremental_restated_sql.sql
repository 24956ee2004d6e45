{% macro get_incremental_restated_sql(arguments) -%}
    {%- set target = arguments['target_relation'] -%}
    {%- set columns = get_quoted_csv(
        arguments['dest_columns'] | map(attribute='name')
    ) -%}
    {%- set restated = ref('int_customer__restated') -%}

    delete from {{ target }}
    where
        {{ since_run() }} < 0
        or is_inferred
        or customer_key in (
            select restated.customer_key from {{ restated }} as restated
        );

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}
