{% macro local_midnight(day) -%}
    timezone('UTC', timezone(
        '{{ var("company_zone") }}', cast({{ day }} as timestamp)
    ))
{%- endmacro %}
