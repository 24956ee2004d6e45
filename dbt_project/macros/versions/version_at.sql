{% macro version_at(history, key, fact, fact_time, alias) -%}
    {#- The first version also holds for everything before it. Without a time the key is
        withheld: DuckDB 1.5.5 then joins the last version (see profiles.yml). -#}
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
            case when {{ fact_time }} is not null then {{ fact }}.{{ key }} end
            = {{ alias }}.{{ key }}
            and {{ fact_time }} >= {{ alias }}.holds_from_at
{%- endmacro %}
