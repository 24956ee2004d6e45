with

versions as (
    select
        *,
        {{ status_since('complaint_id', 'complaint_status_code') }}
            as status_since_date,
    from {{ ref('stg_complaint') }}
    {{ where_touched('complaint', 'complaint_id') }}
),

complaints as (
    {{ resolved_records('complaint', 'versions', day=local_date('received_at')) }}
),

statuses as (
    select * from {{ ref('code_complaint_status') }}
),

final as (
    select
        -- keys
        {{ reference_key('complaints', 'complaint') }} as complaint_key,
        complaints.customer_key,
        {{ reference_keys('complaints', [
            'contact_person', 'employee', 'channel', 'product', 'reason',
            'service_request',
        ]) }},
        {{ geography_key(region='complaints.region') }} as geography_key,

        -- state
        complaints.complaint_target_code,
        complaints.complaint_ground_code,
        complaints.complaint_remedy_code,
        complaints.complaint_status_code,
        statuses.is_open and not complaints.is_deleted as is_open,
        complaints.is_deleted,
        complaints.deleted_date,
        complaints.issue_name,
        complaints.sub_issue_name,
        complaints.text,
        complaints.is_justified,
        complaints.is_timely,
        complaints.is_disputed,

        -- milestones
        complaints.received_at,
        {{ local_date('complaints.received_at') }} as received_date,
        complaints.recorded_at,
        complaints.judged_at,
        complaints.remedied_at,
        complaints.followed_up_at,
        case
            when not statuses.is_open or complaints.is_deleted
                then coalesce(
                    {{ local_date('complaints.remedied_at') }},
                    {{ local_date('complaints.judged_at') }},
                    complaints.deleted_date,
                    complaints.status_since_date
                )
        end as ended_date,
        {{ minutes_after('complaints', 'received_at', [
            'recorded', 'judged', 'remedied', 'followed_up',
        ]) }},

        -- amounts
        complaints.compensation_amount,
        complaints.currency_code,
        {{ company_amount('complaints.compensation_amount') }}
            as compensation_company_amount,

        -- as the source refers to them
        complaints.complaint_id,
        complaints.order_id,
        complaints.service_request_id,
        complaints.channel_code,
        complaints.reason_code,
        complaints.region,
        complaints.party_source,
        complaints.party_id,
        complaints.contact_person_id,
        complaints.employee_id,
        complaints.product_id,
        complaints.source_code,
    from complaints
    left join statuses on complaints.complaint_status_code = statuses.code
)

select * from final
