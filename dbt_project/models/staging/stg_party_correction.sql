with

source as (
    {{ delivered('party_correction', has_change_time=false) }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        party_source,
        party_id,

        -- codes
        attribute_code,

        -- text
        value,
        reason,

        -- dates and times
        corrected_at,

        -- delivery
        _delivery,
        _record,
        _delivered_on,
        _run,
        _row_hash,
    from source
)

select * from renamed
