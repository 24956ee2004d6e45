with

source as (
    {{ delivered('lead', event_time='created_at') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        lead_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        campaign_id,
        product_id,
        opportunity_id,

        -- codes
        channel_code,
        lead_method_code,
        lead_status_code,
        reason_code,
        currency_code,

        -- amounts and quantities
        expected_quantity,
        expected_amount,

        -- dates and times
        created_at,
        contacted_at,
        qualified_at,
        converted_at,
        disqualified_at,
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
