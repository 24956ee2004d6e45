with

source as (
    {{ delivered('service_request', event_time='opened_at') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        service_request_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        product_id,

        -- codes
        channel_code,
        service_category_code,
        priority_code,
        service_status_code,
        reason_code,
        currency_code,

        -- attributes
        subject,
        is_operating_error,

        -- amounts and quantities
        charge_amount,
        cost_amount,

        -- dates and times
        opened_at,
        due_at,
        responded_at,
        resolved_at,
        closed_at,
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
