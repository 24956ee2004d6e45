with

source as (
    {{ delivered('exchange_rate', has_change_time=false) }}
),

renamed as (
    select
        -- ids
        _source as source_code,

        -- codes
        currency_code,
        base_currency_code,

        -- amounts and quantities
        rate,

        -- dates and times
        rate_date,

        -- delivery
        _delivery,
        _record,
        _delivered_on,
        _run,
        _row_hash,
    from source
)

select * from renamed
