with

products as (
    select
        *,
        {{ durable_key('product', "''", 'product_id') }} as product_key,
    from {{ ref('stg_product') }}
),

{{ version_history('product', 'products', 'product_key', 'product_id') }},

final as (
    {{ versioned('product_id') }}
)

select * from final
