{% macro line_amount(lines) -%}
    cast(
            cast({{ lines }}.quantity as decimal(20, 3)) * {{ lines }}.unit_price_amount
            - coalesce({{ lines }}.discount_amount, 0) as decimal(18, 4)
        )
{%- endmacro %}
