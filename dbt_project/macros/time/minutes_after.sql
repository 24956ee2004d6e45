{% macro minutes_after(fact, begin, milestones) -%}
    {%- for milestone in milestones -%}
    date_sub(
            'minute', {{ fact }}.{{ begin }}, {{ fact }}.{{ milestone }}_at
        ) as {{ milestone }}_after_minutes
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
