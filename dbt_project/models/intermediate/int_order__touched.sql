with

orders as (
    select * from {{ ref('stg_order') }}
),

order_lines as (
    select * from {{ ref('stg_order_line') }}
),

changed_products as (
    select * from {{ ref('int_product__touched') }}
),

lines_with_new_cost as (
    select
        order_lines.source_code,
        order_lines.order_id,
    from order_lines
    inner join changed_products
        on order_lines.product_id = changed_products.product_id
    inner join orders
        on
            order_lines.source_code = orders.source_code
            and order_lines.order_id = orders.order_id
    where {{ local_date('orders.ordered_at') }} >= changed_products.from_date
),

final as (
    {{ touched_rows(
        'order', dates=[local_date('ordered_at')], event_time='ordered_at',
    ) }}

    union all

    select
        'order' as entity,
        source_code,
        order_id as entity_id,
    from order_lines
    where _run > {{ since_run() }}

    union all

    select
        'order' as entity,
        source_code,
        order_id as entity_id,
    from lines_with_new_cost
)

select * from final
