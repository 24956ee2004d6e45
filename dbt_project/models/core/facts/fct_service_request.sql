with

versions as (
    select
        *,
        {{ status_since('service_request_id', 'service_status_code') }}
            as status_since_date,
    from {{ ref('stg_service_request') }}
    {{ where_touched('service_request', 'service_request_id') }}
),

requests as (
    {{ resolved_records('service_request', 'versions', day=local_date('opened_at')) }}
),

statuses as (
    select * from {{ ref('code_service_status') }}
),

final as (
    select
        -- keys
        {{ reference_key('requests', 'service_request') }} as service_request_key,
        requests.customer_key,
        {{ reference_keys('requests', [
            'contact_person', 'employee', 'channel', 'product', 'reason',
        ]) }},

        -- state
        requests.service_category_code,
        requests.priority_code,
        requests.service_status_code,
        statuses.is_open and not requests.is_deleted as is_open,
        requests.is_deleted,
        requests.deleted_date,
        requests.is_operating_error,
        requests.subject,

        -- milestones
        requests.opened_at,
        {{ local_date('requests.opened_at') }} as opened_date,
        requests.due_at,
        requests.responded_at,
        requests.resolved_at,
        requests.closed_at,
        case
            when not statuses.is_open or requests.is_deleted
                then coalesce(
                    {{ local_date('requests.resolved_at') }},
                    {{ local_date('requests.closed_at') }},
                    requests.deleted_date,
                    requests.status_since_date
                )
        end as ended_date,
        {{ minutes_after('requests', 'opened_at', [
            'responded', 'resolved', 'closed',
        ]) }},
        requests.resolved_at > requests.due_at as is_late,

        -- amounts
        requests.charge_amount,
        requests.cost_amount,
        requests.currency_code,
        {{ company_amount('requests.charge_amount') }}
            as charge_company_amount,
        {{ company_amount('requests.cost_amount') }}
            as cost_company_amount,

        -- as the source refers to them
        requests.service_request_id,
        requests.channel_code,
        requests.reason_code,
        requests.party_source,
        requests.party_id,
        requests.contact_person_id,
        requests.employee_id,
        requests.product_id,
        requests.source_code,
    from requests
    left join statuses on requests.service_status_code = statuses.code
)

select * from final
