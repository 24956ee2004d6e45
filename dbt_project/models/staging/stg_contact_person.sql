with

source as (
    {{ delivered('contact_person') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        contact_person_id,
        coalesce(party_source, _source) as party_source,
        party_id,

        -- codes
        sex_code,
        contact_role_code,

        -- attributes
        name,
        given_name,
        family_name,
        native_name,
        job_title,
        is_principal,
        email,
        phone,
        mobile,

        -- dates and times
        birth_date,
        created_at,
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
