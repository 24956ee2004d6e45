{% macro customer_key(fact, records='records') -%}
    coalesce(
        {{ records }}.customer_key,
        {{ durable_key('party', fact ~ '.party_source', fact ~ '.party_id') }}
    )
{%- endmacro %}
