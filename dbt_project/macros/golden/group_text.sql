{% macro group_text(columns) -%}
    {#- The parts of a group as one text, empty ones too, so that they can be told apart again. -#}
    case
            when coalesce({{ columns | map('string') | join('::varchar, ') }}::varchar) is not null
                then concat(
                    {% for column in columns -%}
                    coalesce({{ column }}::varchar, '')
                    {{- ", chr(31), " if not loop.last }}
                    {%- endfor %}
                )
        end
{%- endmacro %}
