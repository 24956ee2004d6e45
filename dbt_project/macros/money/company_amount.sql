{% macro company_amount(amount, rate="company_rate") -%}
    {#- The company's own currency stays exact; DuckDB divides decimals as floats. -#}
    case
        when {{ rate }} = 1 then cast({{ amount }} as decimal(38, 4))
        else cast({{ amount }} / {{ rate }} as decimal(38, 4))
    end
{%- endmacro %}
