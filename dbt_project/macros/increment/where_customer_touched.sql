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


{% macro where_customer_rewritten(relation, touched) -%}
    {#- As where_customer_touched, of a table in which this run has rewritten the touched: they lie
        together at its end, and by their row ids DuckDB reads no other row's columns. -#}
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
