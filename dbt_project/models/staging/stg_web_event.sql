with

source as (
    {{ delivered('web_event', event_time='occurred_at', has_change_time=false) }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        web_event_id,
        session_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        product_id,
        order_id,
        campaign_id,

        -- codes
        web_event_type_code,

        -- attributes
        page_path,

        -- dates and times
        occurred_at,

        -- delivery
        _delivery,
        _record,
        _delivered_on,
        _run,
        _row_hash,
    from source
)

select * from renamed
