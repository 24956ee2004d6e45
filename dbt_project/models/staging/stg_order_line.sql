with

source as (
    {{ delivered('order_line') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        order_id,
        line_number,
        product_id,

        -- attributes
        description,

        -- amounts and quantities
        quantity,
        unit_price_amount,
        discount_amount,
        tax_amount,

        -- dates and times
        changed_at,

        -- delivery
        _delivery,
        _record,
        _delivered_on,
        _run,
        _row_hash,
    from source
)

select * from renamed
