{% macro value_lookups() -%}
    {#- A number with a wrong check digit has a form to compare, and is of no use. -#}
    {%- for attributes, table, country_code in [
        (['email'], 'email', "''"),
        (['national_id'], 'national_id', 'country_code'),
        (['phone', 'mobile'], 'phone', 'country_code'),
    ] %}
    select
        unnest({{ attributes }}) as attribute_code,
        value,
        {{ country_code }} as country_code,
        normalised_value,
        normalised_value is not null
        and coalesce(reason_code, '') <> 'check_digit' as is_usable,
    from {{ source('identity', table) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}


{% macro lookup_country(rows) -%}
    {#- The country by which a value was read. -#}
    case
            when {{ rows }}.attribute_code in ('phone', 'mobile')
                then coalesce({{ rows }}.country_code, '{{ var("company_country") }}')
            when {{ rows }}.attribute_code = 'national_id'
                then coalesce({{ rows }}.country_code, '')
            else ''
        end
{%- endmacro %}
