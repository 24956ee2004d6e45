with

employees as (
    select * from {{ ref('int_employee__versioned') }}
),

members as (
    select
        *,
        false as is_inferred,
    from employees

    union all by name

    {{ inferred_members('employee', 'employees', is_historic=true) }}
),

final as (
    select
        employee_key,
        version_number,
        valid_from_at,
        valid_to_at,
        is_current,
        employee_id,
        name,
        email,
        employee_role_code,
        team_name,
        region_name,
        manager_name,
        manager_id,
        {{ durable_key('employee', "''", 'manager_id') }} as manager_key,
        hourly_cost_amount,
        currency_code,
        hired_date,
        left_date,
        coalesce(is_deleted, false) as is_deleted,
        is_inferred,
    from members
)

select * from final
