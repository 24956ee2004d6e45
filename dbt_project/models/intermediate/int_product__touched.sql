with

products as (
    select * from {{ ref('int_product__versioned') }}
),

changed_rates as (
    select * from {{ ref('int_exchange_rate__touched') }}
),

-- from_date: the first day whose product cost may have changed
final as (
    select
        product_id,
        date '0001-01-01' as from_date,
    from products
    where _run > {{ since_run() }}

    union

    select
        key as product_id,
        date '0001-01-01' as from_date,
    from {{ source('ledger', 'touched') }}
    where entity = 'product' and run_id > {{ since_run() }}

    union

    select
        products.product_id,
        min(changed_rates.rate_date) as from_date,
    from products
    inner join changed_rates
        on products.currency_code = changed_rates.currency_code
    group by products.product_id
)

select * from final
