{#- Computed again from the raw versions, by aggregation instead of ranking. -#}
with

delivered_lines as (
    select
        *,
        cast(
            cast(quantity as decimal(20, 3)) * unit_price_amount
            - coalesce(discount_amount, 0)
            as decimal(18, 4)
        ) as amount,
    from ({{ as_delivered('order_line') }})
),

repeated_lines as (
    select
        _source,
        order_id,
        _delivery,
        _row_hash,
        sum(amount) as amount,
    from delivered_lines
    where line_number is null
    group by _source, order_id, _delivery, _row_hash
),

order_amounts as (
    select
        _source,
        order_id,
        arg_max(struct_pack(amount := amount), version).amount as amount,
    from delivered_lines
    where line_number is not null
    group by _source, order_id, line_number

    union all

    select
        _source,
        order_id,
        arg_max(amount, abs(amount)) as amount,
    from repeated_lines
    group by _source, order_id, _row_hash
),

orders as (
    select
        _source,
        order_id,
        arg_max(struct_pack(code := currency_code), version).code as currency_code,
    from ({{ as_delivered('order', local_date('ordered_at')) }})
    group by _source, order_id
),

expected as (
    select
        orders.currency_code,
        sum(order_amounts.amount) as amount,
    from order_amounts
    left join orders
        on
            order_amounts._source = orders._source
            and order_amounts.order_id = orders.order_id
    group by orders.currency_code
),

found as (
    select
        currency_code,
        sum(line_amount) as amount,
    from {{ ref('fct_order_line') }}
    group by currency_code
)

select
    coalesce(expected.currency_code, found.currency_code) as currency_code,
    expected.amount as amount_in_raw,
    found.amount as amount_in_facts,
from expected
full join found on expected.currency_code is not distinct from found.currency_code
where expected.amount is distinct from found.amount
