{% macro status_since(id, status) -%}
    min(coalesce({{ local_date('changed_at') }}, _delivered_on)) over (
        partition by source_code, {{ id }}, {{ status }}
    )
{%- endmacro %}
