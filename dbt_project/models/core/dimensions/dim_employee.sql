with

versions as (
    select * from {{ ref('dim_employee_history') }}
),

final as (
    select * exclude (version_number, valid_from_at, valid_to_at, is_current)
    from versions
    where is_current
)

select * from final
