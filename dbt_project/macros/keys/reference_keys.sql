{% macro reference_key(fact, entity) -%}
    {%- if entity in ['channel', 'reason'] -%}
    {{ durable_key(entity, "''", fact ~ '.' ~ entity ~ '_code') }}
    {%- elif is_company_wide(entity) -%}
    {{ durable_key(entity, "''", fact ~ '.' ~ entity ~ '_id') }}
    {%- elif entity == 'contact_person' -%}
    {{ durable_key(entity, fact ~ '.party_source', fact ~ '.contact_person_id') }}
    {%- else -%}
    {{ durable_key(entity, fact ~ '.source_code', fact ~ '.' ~ entity ~ '_id') }}
    {%- endif -%}
{%- endmacro %}


{% macro reference_keys(fact, entities) -%}
    {%- for entity in entities -%}
    {{ reference_key(fact, entity) }} as {{ entity }}_key
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
