with

happened as (

    select * from {{ ref('int_sales_event__dated') }}
    union all by name
    select * from {{ ref('int_service_event__dated') }}
    union all by name
    select * from {{ ref('int_contact_event__dated') }}

),

event_types as (

    select * from {{ ref('timeline_event') }}

),

customers as (

    select * from {{ ref('dim_customer') }}
    where customer_key <> -1

),

employees as (

    select * from {{ ref('dim_employee') }}

),

final as (

    select
        happened.customer_key,
        happened.occurred_at,
        coalesce(
            happened.event_date,
            {{ local_date('happened.occurred_at') }}
        ) as event_date,
        happened.event_code,
        happened.event_key,
        happened.event_id,
        happened.source_code,
        coalesce(happened.purpose_code, event_types.department_code)
            as department_code,
        happened.channel_code,
        happened.employee_key,
        employees.name as employee_name,
        happened.detail,
        happened.amount,
        happened.currency_code,
    from happened
    inner join event_types on happened.event_code = event_types.code
    inner join customers on happened.customer_key = customers.customer_key
    left join employees on happened.employee_key = employees.employee_key
    order by happened.customer_key, happened.occurred_at, happened.event_code

)

select * from final
