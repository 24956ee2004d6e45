{#- Computed again from the delivered versions, by aggregation instead of ranking. -#}
{%- set processes = [
    ('interaction', 'fct_interaction', 'cost_amount', true),
    ('lead', 'fct_lead', 'expected_amount', true),
    ('opportunity', 'fct_opportunity', 'won_amount', true),
    ('service_request', 'fct_service_request', 'cost_amount', true),
    ('complaint', 'fct_complaint', 'compensation_amount', true),
    ('campaign_cost', 'fct_campaign_cost', 'cost_amount', false),
] -%}
with

delivered_lines as (
    select
        source_code,
        order_id,
        line_number,
        _delivery,
        _row_hash,
        row(changed_at is not null, changed_at, _delivered_on, _row_hash) as version,
        cast(
            cast(quantity as decimal(20, 3)) * unit_price_amount
            - coalesce(discount_amount, 0)
            as decimal(18, 4)
        ) as amount,
    from {{ ref('stg_order_line') }}
),

repeated_lines as (
    select
        source_code,
        order_id,
        _delivery,
        _row_hash,
        sum(amount) as amount,
    from delivered_lines
    where line_number is null
    group by source_code, order_id, _delivery, _row_hash
),

order_amounts as (
    select
        source_code,
        order_id,
        arg_max(struct_pack(amount := amount), version).amount as amount,
    from delivered_lines
    where line_number is not null
    group by source_code, order_id, line_number

    union all

    select
        source_code,
        order_id,
        arg_max(amount, abs(amount)) as amount,
    from repeated_lines
    group by source_code, order_id, _row_hash
),

order_currencies as (
    select
        source_code,
        order_id,
        arg_max(
            struct_pack(code := currency_code),
            row(changed_at is not null, changed_at, _delivered_on, _row_hash)
        ).code as currency_code,
    from {{ ref('stg_order') }}
    group by source_code, order_id
),

expected as (
    select
        'order_line' as process,
        order_currencies.currency_code,
        sum(order_amounts.amount) as amount,
    from order_amounts
    left join order_currencies
        on
            order_amounts.source_code = order_currencies.source_code
            and order_amounts.order_id = order_currencies.order_id
    group by order_currencies.currency_code
    {% for entity, fact, amount, has_change_time in processes %}
    union all

    select
        '{{ entity }}' as process,
        money.code as currency_code,
        sum(money.amount) as amount,
    from (
        select
            arg_max(
                struct_pack(amount := {{ amount }}, code := currency_code), row(
                    {{ 'changed_at is not null, changed_at,' if has_change_time }}
                    _delivered_on, _row_hash
                )
            ) as money,
        from {{ ref('stg_' ~ entity) }}
        group by source_code, {{ entity }}_id
    )
    group by money.code
    {% endfor %}
),

found as (
    select
        'order_line' as process,
        currency_code,
        sum(line_amount) as amount,
    from {{ ref('fct_order_line') }}
    group by currency_code
    {% for entity, fact, amount, has_change_time in processes %}
    union all

    select
        '{{ entity }}' as process,
        currency_code,
        sum({{ amount }}) as amount,
    from {{ ref(fact) }}
    {{ 'where not is_web_session' if fact == 'fct_interaction' }}
    group by currency_code
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
