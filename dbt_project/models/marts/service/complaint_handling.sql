with

complaints as (

    select * from {{ ref('fct_complaint') }}

),

judged as (

    select * from {{ ref('int_complaint__judged') }}

),

final as (

    select
        complaints.complaint_key,
        complaints.complaint_id,
        complaints.source_code,
        complaints.customer_key,
        complaints.employee_key,
        complaints.product_key,
        complaints.service_request_key,
        complaints.channel_code,
        complaints.complaint_status_code,
        complaints.complaint_target_code,
        complaints.complaint_ground_code,
        complaints.reason_code,
        complaints.issue_name,
        complaints.is_open,
        complaints.is_deleted,
        complaints.received_date,
        complaints.received_at,
        complaints.recorded_at,
        complaints.judged_at,
        complaints.remedied_at,
        complaints.followed_up_at,
        complaints.recorded_after_minutes as recording_minutes,
        date_sub('minute', complaints.recorded_at, complaints.judged_at)
            as judging_minutes,
        date_sub('minute', complaints.judged_at, complaints.remedied_at)
            as remedying_minutes,
        date_sub('minute', complaints.remedied_at, complaints.followed_up_at)
            as following_up_minutes,
        complaints.remedied_after_minutes as answer_minutes,
        complaints.recorded_at is not null as is_recorded,
        complaints.judged_at is not null as is_judged,
        complaints.remedied_at is not null as is_remedied,
        complaints.followed_up_at is not null as is_followed_up,
        1
        + (complaints.recorded_at is not null)::integer
        + (complaints.judged_at is not null)::integer
        + (complaints.remedied_at is not null)::integer
        + (complaints.followed_up_at is not null)::integer
            as steps_done_count,
        judged.is_answer_timely as is_timely,
        complaints.is_justified,
        complaints.is_disputed,
        judged.answer_code,
        complaints.complaint_remedy_code,
        complaints.compensation_amount,
        complaints.currency_code,
        complaints.compensation_company_amount,
        judged.next_order_date,
        judged.retention_code,
    from complaints
    inner join judged on complaints.complaint_key = judged.complaint_key

)

select * from final
