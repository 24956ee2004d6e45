with

service_events as (

    select * from {{ ref('fct_service_event') }}
    where not is_deleted

),

final as (

    select
        service_request_key,
        count(*) as event_count,
        count(distinct case when employee_key <> -1 then employee_key end)
            as employee_count,
        count(*) filter (where service_event_type_code = 'escalated') as escalation_count,
        count(*) filter (where service_event_type_code = 'reopened') as reopening_count,
        sum(work_minutes) as work_minutes,
        min(case when is_response then occurred_at end) as first_response_at,
    from service_events
    group by service_request_key

)

select * from final
