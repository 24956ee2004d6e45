{% macro version_at(history, key, fact, fact_time, alias) -%}
    {#- The first version also holds for everything before it. -#}
    asof left join (
        select
            * exclude (valid_from_at),
            case
                when version_number = 1 then timestamp '0001-01-01'
                else valid_from_at
            end as holds_from_at,
        from {{ history }}
    ) as {{ alias }}
        on
            {{ fact }}.{{ key }} = {{ alias }}.{{ key }}
            and {{ fact_time }} >= {{ alias }}.holds_from_at
{%- endmacro %}
