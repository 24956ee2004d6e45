{% macro get_incremental_touched_sql(arguments) -%}
    {%- set target = arguments['target_relation'] -%}
    {%- set columns = get_quoted_csv(
        arguments['dest_columns'] | map(attribute='name')
    ) -%}
    {%- set touched = ref('int_key__touched') -%}

    delete from {{ target }}
    where
        {{ since_run() }} < 0
        or {{ arguments['unique_key'] }} in (
            select touched.entity_key from {{ touched }} as touched
        )
        or ({{ config.get('meta')['touched_entity'] }}, source_code) in (
            select row(touched.entity, touched.source_code)
            from {{ touched }} as touched
            where touched.entity_id is null
        );

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}
