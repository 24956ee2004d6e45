with

source as (
    {{ delivered('campaign') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        campaign_id,

        -- codes
        channel_code,
        currency_code,

        -- attributes
        name,
        goal,

        -- amounts and quantities
        budget_amount,

        -- dates and times
        started_on as started_date,
        ended_on as ended_date,
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
