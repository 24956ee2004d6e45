{#- Computed again from the raw versions, by aggregation instead of ranking. -#}
{%- set processes = [
    ('interaction', 'fct_interaction', 'cost_amount', local_date('started_at')),
    ('lead', 'fct_lead', 'expected_amount', local_date('created_at')),
    ('opportunity', 'fct_opportunity', 'won_amount', none),
    ('service_request', 'fct_service_request', 'cost_amount', local_date('opened_at')),
    ('complaint', 'fct_complaint', 'compensation_amount', local_date('received_at')),
    ('campaign_cost', 'fct_campaign_cost', 'cost_amount', 'cost_date'),
] -%}
with

winning as (
    {% for entity, fact, amount, event_date in processes %}
    select
        '{{ entity }}' as process,
        arg_max(
            struct_pack(amount := {{ amount }}, code := currency_code), version
        ) as money,
    from ({{ as_delivered(entity, event_date, entity != 'campaign_cost') }})
    group by _source, {{ entity }}_id
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

expected as (
    select
        process,
        money.code as currency_code,
        sum(money.amount) as amount,
    from winning
    group by process, money.code
),

found as (
    {% for entity, fact, amount, event_date in processes %}
    select
        '{{ entity }}' as process,
        currency_code,
        sum({{ amount }}) as amount,
    from {{ ref(fact) }}
    {{ 'where not is_web_session' if fact == 'fct_interaction' }}
    group by currency_code
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    coalesce(expected.process, found.process) as process,
    coalesce(expected.currency_code, found.currency_code) as currency_code,
    expected.amount as amount_in_raw,
    found.amount as amount_in_facts,
from expected
full join found
    on
        expected.process = found.process
        and expected.currency_code is not distinct from found.currency_code
where expected.amount is distinct from found.amount
