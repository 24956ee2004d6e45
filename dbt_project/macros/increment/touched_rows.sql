{% macro touched_rows(
    entity, dates=[], has_party=true, event_time=none, event_date=none
) -%}
    {#- Keys with new rows, with a party whose customer changed, or with a late rate. -#}
    select '{{ entity }}' as entity, source_code, {{ entity }}_id as entity_id
    from {{ ref('stg_' ~ entity) }}
    where {{ is_new(event_time, event_date) }}
    {%- if has_party %}

    union all

    select '{{ entity }}' as entity, source_code, {{ entity }}_id as entity_id
    from {{ ref('stg_' ~ entity) }}
    where (party_source, party_id) in (
        select row(changed_parties.source_code, changed_parties.party_id)
        from {{ ref('int_party__touched') }} as changed_parties
    )
    {%- endif %}
    {%- if dates %}

    union all

    select
        '{{ entity }}' as entity,
        facts.source_code,
        facts.{{ entity }}_id as entity_id,
    from {{ ref('stg_' ~ entity) }} as facts
    inner join {{ ref('int_exchange_rate__touched') }} as changed_rates
        on facts.currency_code = changed_rates.currency_code
    where
        {%- for date in dates %}
        {{ 'or ' if not loop.first }}(
            {{ date }} >= changed_rates.rate_date
            and {{ date }} < changed_rates.next_rate_date
        )
        {%- endfor %}
    {%- endif %}
{%- endmacro %}
