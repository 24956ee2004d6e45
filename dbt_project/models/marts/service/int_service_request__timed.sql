with

requests as (

    select * from {{ ref('fct_service_request') }}

),

worked as (

    select * from {{ ref('int_service_request__worked') }}

),

thresholds as (

    select * from {{ ref('threshold_service') }}

),

final as (

    select
        requests.service_request_key,
        coalesce(worked.event_count, 0) as event_count,
        coalesce(worked.employee_count, 0) as employee_count,
        coalesce(worked.escalation_count, 0) as escalation_count,
        coalesce(worked.reopening_count, 0) as reopening_count,
        coalesce(worked.work_minutes, 0) as work_minutes,
        coalesce(
            requests.responded_at,
            worked.first_response_at,
            requests.resolved_at
        ) as responded_at,
        requests.opened_at + to_minutes(response.value::bigint)
            as response_due_at,
        coalesce(
            requests.due_at,
            requests.opened_at + to_minutes(resolution.value::bigint)
        ) as resolution_due_at,
        least(requests.resolved_at, requests.closed_at) as settled_at,
    from requests
    left join worked
        on requests.service_request_key = worked.service_request_key
    left join thresholds as response
        on
            'response_' || coalesce(requests.priority_code, 'normal')
            = response.code
    left join thresholds as resolution
        on
            'resolution_' || coalesce(requests.priority_code, 'normal')
            = resolution.code

)

select * from final
