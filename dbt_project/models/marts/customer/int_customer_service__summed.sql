with

requests as (

    select * from {{ ref('service_requests') }}
    where not is_deleted

),

complaints as (

    select * from {{ ref('complaint_handling') }}
    where not is_deleted

),

matters as (

    select
        customer_key,
        'request' as matter_code,
        is_open,
        false as is_unsatisfied,
    from requests
    union all
    select
        customer_key,
        'complaint' as matter_code,
        is_open,
        answer_code = 'poor' as is_unsatisfied,
    from complaints

),

final as (

    select
        customer_key,
        count(*) filter (where matter_code = 'request') as service_request_count,
        count(*) filter (where matter_code = 'request' and is_open)
            as open_service_request_count,
        count(*) filter (where matter_code = 'complaint') as complaint_count,
        count(*) filter (where matter_code = 'complaint' and is_open)
            as open_complaint_count,
        count(*) filter (where is_unsatisfied) as poorly_answered_complaint_count,
    from matters
    group by customer_key

)

select * from final
