{% macro where_customer_touched(touched='int_customer__touched') -%}
    {#- Outside of the condition, so that dbt sees the dependency. -#}
    {%- set touched = ref(touched) -%}
    {%- if is_incremental() %}
    where
        {{ since_run() }} < 0
        or customer_key in (
            select touched.customer_key from {{ touched }} as touched
        )
    {%- endif %}
{%- endmacro %}


{% macro where_customer_by_row(relation, touched='int_customer__touched') -%}
    {#- As where_customer_touched, of a table: by row ids DuckDB reads no other row's columns. Most
        that are sought lie together at its end, where this run has written them. -#}
    {%- set touched = ref(touched) -%}
    {%- if is_incremental() %}
    where
        {{ since_run() }} < 0
        or rowid in (
            select stored.rowid
            from {{ relation }} as stored
            where
                stored.customer_key in (
                    select touched.customer_key from {{ touched }} as touched
                )
        )
    {%- endif %}
{%- endmacro %}
