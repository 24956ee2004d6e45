{% macro get_incremental_touched_sql(arguments) -%}
    {%- set touched = ref('int_key__touched') -%}
    {%- set condition -%}
        {{ arguments['unique_key'] }} in (
            select touched.entity_key from {{ touched }} as touched
        )
        or ({{ config.get('meta')['touched_entity'] }}, source_code) in (
            select row(touched.entity, touched.source_code)
            from {{ touched }} as touched
            where touched.entity_id is null
        )
    {%- endset -%}
    {{ replace_rows(arguments, condition) }}
{%- endmacro %}
