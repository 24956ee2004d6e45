{% macro geography_key(country_code='null', country_name='null', region='null', city='null') -%}
    {#- A country's name counts only where its code is missing. #}
    {%- set country = "coalesce(" ~ country_code ~ ", " ~ country_name ~ ")" -%}
    durable_key('geography', '', case
        when coalesce({{ country }}, {{ region }}, {{ city }}) is not null
            then concat(
                {{ country }}, chr(31), {{ region }}, chr(31), {{ city }}
            )
    end)
{%- endmacro %}
