with

source as (
    {{ delivered('complaint', event_time='received_at') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        complaint_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        product_id,
        order_id,
        service_request_id,

        -- codes
        channel_code,
        complaint_target_code,
        reason_code,
        complaint_ground_code,
        complaint_remedy_code,
        complaint_status_code,
        currency_code,

        -- attributes
        issue_name,
        sub_issue_name,
        text,
        is_justified,
        is_timely,
        is_disputed,
        region,

        -- amounts and quantities
        compensation_amount,

        -- dates and times
        received_at,
        recorded_at,
        judged_at,
        remedied_at,
        followed_up_at,
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
