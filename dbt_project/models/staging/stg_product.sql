with

source as (
    {{ delivered('product') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        product_id,

        -- codes
        currency_code,

        -- attributes
        name,
        category_name,
        series_name,

        -- amounts and quantities
        list_price_amount,
        unit_cost_amount,

        -- dates and times
        launched_on as launched_date,
        withdrawn_on as withdrawn_date,
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
