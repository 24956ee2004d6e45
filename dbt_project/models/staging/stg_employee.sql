with

source as (
    {{ delivered('employee') }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        employee_id,
        manager_id,

        -- codes
        employee_role_code,
        currency_code,

        -- attributes
        name,
        email,
        team_name,
        region_name,
        manager_name,

        -- amounts and quantities
        hourly_cost_amount,

        -- dates and times
        hired_on as hired_date,
        left_on as left_date,
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
