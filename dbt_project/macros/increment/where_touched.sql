{% macro where_touched(entity, id) -%}
    {#- Outside of the condition, so that dbt sees the dependency. -#}
    {%- set touched = ref('int_key__touched') -%}
    {%- if is_incremental() %}
    where
        {{ since_run() }} < 0
        or (source_code, {{ id }}) in (
            select row(touched.source_code, touched.entity_id)
            from {{ touched }} as touched
            where touched.entity = '{{ entity }}'
        )
        or source_code in (
            select touched.source_code
            from {{ touched }} as touched
            where
                touched.entity = '{{ entity }}'
                and touched.entity_id is null
        )
    {%- endif %}
{%- endmacro %}
