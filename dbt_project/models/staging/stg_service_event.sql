with

source as (
    {{ delivered('service_event', event_time='occurred_at', has_change_time=false) }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        service_event_id,
        service_request_id,
        employee_id,

        -- codes
        service_event_type_code,

        -- amounts and quantities
        work_minutes,

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
