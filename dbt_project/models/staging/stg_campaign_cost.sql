with

source as (
    {{ delivered('campaign_cost', event_date='cost_date', has_change_time=false) }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        campaign_cost_id,
        campaign_id,

        -- codes
        cost_type_code,
        currency_code,

        -- amounts and quantities
        cost_amount,

        -- dates and times
        cost_date,

        -- delivery
        _delivery,
        _record,
        _delivered_on,
        _run,
        _row_hash,
    from source
)

select * from renamed
