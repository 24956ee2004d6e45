with

source as (
    {{ delivered('party') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        party_id,
        parent_party_id,

        -- codes
        party_type_code,
        party_kind_code,
        sex_code,
        postal_code,
        country_code,
        language_code,
        currency_code,

        -- attributes
        name,
        given_name,
        family_name,
        native_name,
        email,
        phone,
        mobile,
        fax,
        national_id,
        street,
        city,
        region,
        industry_name,

        -- amounts and quantities
        employee_count,
        annual_revenue_amount,

        -- dates and times
        birth_date,
        founded_on as founded_date,
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
