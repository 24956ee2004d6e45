{% macro golden_attributes() -%}
    {#- What a record states; address and revenue are groups whose parts stay together. -#}
    {{ return([
        'party_type_code', 'party_kind_code', 'name', 'given_name', 'family_name',
        'native_name', 'sex_code', 'birth_date', 'email', 'phone', 'mobile',
        'national_id', 'address', 'language_code', 'industry_name', 'founded_date',
        'employee_count', 'revenue', 'parent_record_key',
    ]) }}
{%- endmacro %}


{% macro golden_groups() -%}
    {{ return({
        'address': ['street', 'postal_code', 'city', 'region', 'country_code'],
        'revenue': ['annual_revenue_amount', 'currency_code'],
    }) }}
{%- endmacro %}


{% macro golden_type(column) -%}
    {{ return({
        'birth_date': 'date',
        'founded_date': 'date',
        'employee_count': 'bigint',
        'annual_revenue_amount': 'decimal(18, 4)',
        'parent_record_key': 'bigint',
    }.get(column, 'varchar')) }}
{%- endmacro %}
