with

source as (
    {{ delivered('opportunity') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        opportunity_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        lead_id,
        campaign_id,
        product_id,

        -- codes
        stage_code,
        reason_code,
        currency_code,

        -- attributes
        competitor_name,

        -- amounts and quantities
        probability_share,
        expected_amount,
        won_amount,

        -- dates and times
        created_at,
        engaged_date,
        expected_close_date,
        closed_date,
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
