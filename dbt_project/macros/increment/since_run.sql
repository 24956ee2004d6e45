{% macro since_run() -%}
    since_run()
{%- endmacro %}
