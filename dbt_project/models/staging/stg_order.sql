with

source as (
    {{ delivered('order', event_time='ordered_at') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        order_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        campaign_id,
        opportunity_id,

        -- codes
        channel_code,
        order_status_code,
        payment_method_code,
        currency_code,
        country_code,

        -- attributes
        is_cancellation,
        country_name,

        -- amounts and quantities
        shipping_amount,

        -- dates and times
        ordered_at,
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
