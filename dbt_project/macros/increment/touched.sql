{% macro reads_all() -%}
    {{ return(not is_incremental() or var('since_run') | int < 0) }}
{%- endmacro %}


{% macro where_touched(entity, id) -%}
    {%- if not reads_all() %}
    where
        (source_code, {{ id }}) in (
            select row(touched.source_code, touched.entity_id)
            from {{ ref('int_key__touched') }} as touched
            where touched.entity = '{{ entity }}'
        )
        or source_code in (
            select touched.source_code
            from {{ ref('int_key__touched') }} as touched
            where
                touched.entity = '{{ entity }}'
                and touched.entity_id is null
        )
    {%- endif %}
{%- endmacro %}
