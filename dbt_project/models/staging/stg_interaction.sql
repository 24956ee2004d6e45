with

source as (
    {{ delivered('interaction', event_time='started_at') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        interaction_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        campaign_id,

        -- codes
        channel_code,
        direction_code,
        initiator_code,
        purpose_code,
        outcome_code,
        currency_code,

        -- attributes
        subject,
        next_action,

        -- amounts and quantities
        duration_seconds,
        cost_amount,

        -- dates and times
        started_at,
        next_action_date,
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
