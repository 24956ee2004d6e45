{% macro resolved_records(
    entity, relation, day=none, has_party=true, has_change_time=true
) -%}
    {%- set id = entity ~ '_id' -%}
    select
        latest.*,
        deletions.deleted_date,
        deletions.entity_id is not null as is_deleted,
        {%- if has_party %}
        {{ customer_key('latest') }} as customer_key,
        {%- endif %}
        {%- if day %}
        rates.company_rate,
        {%- endif %}
    from (
        {{ latest_version(
            relation, [id] if is_company_wide(entity) else ['source_code', id], has_change_time,
        ) }}
    ) as latest
    left join {{ ref('int_key__deleted') }} as deletions
        on
            deletions.entity = '{{ entity }}'
            and deletions.restored_date is null
            and latest.source_code = deletions.source_code
            and latest.{{ id }} = deletions.entity_id
    {%- if has_party %}
    left join {{ source('identity', 'record') }} as records
        on
            latest.party_source = records.source
            and latest.party_id = records.party_id
    {%- endif %}
    {%- if day %}
    asof left join {{ ref('int_exchange_rate__converted') }} as rates
        on
            latest.currency_code = rates.currency_code
            and {{ day }} >= rates.rate_date
    {%- endif %}
{%- endmacro %}
