with

products as (
    select * from {{ ref('int_product__versioned') }}
),

members as (
    select
        *,
        false as is_inferred,
    from products

    union all by name

    {{ inferred_members('product', 'products', is_historic=true) }}
),

final as (
    select
        product_key,
        version_number,
        valid_from_at,
        valid_to_at,
        is_current,
        product_id,
        name,
        category_name,
        series_name,
        list_price_amount,
        unit_cost_amount,
        currency_code,
        launched_date,
        withdrawn_date,
        coalesce(is_deleted, false) as is_deleted,
        is_inferred,
    from members
)

select * from final
