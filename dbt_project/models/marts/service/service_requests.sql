with

requests as (

    select * from {{ ref('fct_service_request') }}

),

timed as (

    select * from {{ ref('int_service_request__timed') }}

),

as_of as (

    select * from {{ ref('int_as_of__stated') }}

),

final as (

    select
        requests.service_request_key,
        requests.service_request_id,
        requests.source_code,
        requests.customer_key,
        requests.contact_person_key,
        requests.employee_key,
        requests.product_key,
        requests.channel_code,
        requests.service_category_code,
        requests.priority_code,
        requests.service_status_code,
        requests.reason_code,
        requests.is_open,
        requests.is_deleted,
        coalesce(
            requests.is_operating_error,
            requests.reason_code = 'operating_error',
            false
        ) as is_operating_error,
        requests.opened_at,
        requests.opened_date,
        timed.responded_at,
        requests.resolved_at,
        requests.closed_at,
        timed.response_due_at,
        timed.resolution_due_at,
        date_sub('minute', requests.opened_at, timed.responded_at)
            as response_minutes,
        date_sub('minute', requests.opened_at, timed.settled_at)
            as resolution_minutes,
        case
            when timed.responded_at is not null
                then timed.responded_at > timed.response_due_at
            when requests.is_open
                then timed.response_due_at < as_of.as_of_at
        end as is_response_breached,
        case
            when timed.settled_at is not null
                then timed.settled_at > timed.resolution_due_at
            when requests.is_open
                then timed.resolution_due_at < as_of.as_of_at
        end as is_resolution_breached,
        timed.event_count,
        timed.employee_count,
        timed.escalation_count,
        timed.reopening_count,
        timed.work_minutes,
        requests.charge_amount,
        requests.cost_amount,
        requests.currency_code,
        requests.charge_company_amount,
        requests.cost_company_amount,
        coalesce(requests.charge_company_amount, 0)
        - coalesce(requests.cost_company_amount, 0) as result_company_amount,
    from requests
    inner join timed
        on requests.service_request_key = timed.service_request_key
    cross join as_of

)

select * from final
