{%- set staffed = ['customer', 'contact_person', 'employee'] -%}
{%- set facts = [
    ('fct_interaction', 'interaction_date', staffed + ['campaign']),
    ('fct_lead', 'created_date', staffed + ['product', 'campaign']),
    ('fct_opportunity', 'opened_date', staffed + ['product', 'campaign']),
    ('fct_order_line', 'order_date', staffed + ['product', 'campaign']),
    ('fct_service_request', 'opened_date', staffed + ['product']),
    ('fct_complaint', 'received_date', staffed + ['product']),
    ('fct_survey_answer', 'answered_date', staffed + ['product']),
    ('fct_service_event', 'occurred_date', ['employee']),
    ('fct_campaign_cost', 'cost_date', ['campaign']),
    (
        'fct_opportunity_stage', 'entered_date',
        ['customer', 'employee', 'product', 'campaign'],
    ),
] -%}
with

records as (
    select * from {{ source('identity', 'record') }}
),

managers as (
    select
        {{ durable_key('employee', "''", 'manager_id') }} as employee_key,
        manager_id as employee_id,
    from {{ ref('int_employee__versioned') }}
),

-- organisations that contact persons speak for, and parents of organisations
named_parties as (
    select distinct
        party_source,
        party_id,
    from {{ ref('stg_contact_person') }}

    union

    select distinct
        source_code as party_source,
        parent_party_id as party_id,
    from {{ ref('int_party__described') }}
    where parent_party_id is not null
),

organisations as (
    select
        {{ customer_key('named_parties') }} as customer_key,
        named_parties.party_source,
        named_parties.party_id,
    from named_parties
    left join records
        on
            named_parties.party_source = records.source
            and named_parties.party_id = records.party_id
),

mentions as (
    {% for fact, day, dimensions in facts %}
    {% for dimension in dimensions %}
    {{ mentioned(dimension, ref(fact), day) }}

    union all

    {% endfor %}
    {% endfor %}
    {{ mentioned('employee', 'managers', 'cast(null as date)') }}

    union all

    {{ mentioned('customer', 'organisations', 'cast(null as date)') }}
),

final as (
    select
        dimension_code,
        entity_key,
        min(source_code) as source_code,
        min(entity_id) as entity_id,
        min(first_date) as first_date,
    from mentions
    where entity_key <> -1
    group by dimension_code, entity_key
)

select * from final
