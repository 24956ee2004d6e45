with

employees as (
    select
        *,
        {{ durable_key('employee', "''", 'employee_id') }} as employee_key,
    from {{ ref('stg_employee') }}
),

{{ version_history('employee', 'employees', 'employee_key', 'employee_id') }},

final as (
    {{ versioned('employee_id') }}
)

select * from final
