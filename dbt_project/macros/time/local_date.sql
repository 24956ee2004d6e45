{% macro local_date(utc_time) -%}
    cast(timezone(
        '{{ var("company_zone") }}', timezone('UTC', {{ utc_time }})
    ) as date)
{%- endmacro %}
