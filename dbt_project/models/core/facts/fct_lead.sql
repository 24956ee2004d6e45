with

versions as (
    select
        *,
        {{ status_since('lead_id', 'lead_status_code') }} as status_since_date,
    from {{ ref('stg_lead') }}
    {{ where_touched('lead', 'lead_id') }}
),

leads as (
    {{ resolved_records('lead', 'versions', day=local_date('created_at')) }}
),

statuses as (
    select * from {{ ref('code_lead_status') }}
),

final as (
    select
        -- keys
        {{ reference_key('leads', 'lead') }} as lead_key,
        leads.customer_key,
        {{ reference_keys('leads', [
            'contact_person', 'employee', 'channel', 'product', 'campaign',
            'reason', 'opportunity',
        ]) }},

        -- state
        leads.lead_method_code,
        leads.lead_status_code,
        statuses.is_open and not leads.is_deleted as is_open,
        leads.is_deleted,
        leads.deleted_date,

        -- milestones
        leads.created_at,
        {{ local_date('leads.created_at') }} as created_date,
        leads.contacted_at,
        leads.qualified_at,
        leads.converted_at,
        leads.disqualified_at,
        case
            when not statuses.is_open or leads.is_deleted
                then coalesce(
                    {{ local_date('leads.converted_at') }},
                    {{ local_date('leads.disqualified_at') }},
                    leads.deleted_date,
                    leads.status_since_date
                )
        end as ended_date,
        {{ minutes_after('leads', 'created_at', [
            'contacted', 'qualified', 'converted', 'disqualified',
        ]) }},

        -- amounts and quantities
        leads.expected_quantity,
        leads.expected_amount,
        leads.currency_code,
        {{ company_amount('leads.expected_amount') }}
            as expected_company_amount,

        -- as the source refers to them
        leads.lead_id,
        leads.opportunity_id,
        leads.channel_code,
        leads.reason_code,
        leads.party_source,
        leads.party_id,
        leads.contact_person_id,
        leads.employee_id,
        leads.campaign_id,
        leads.product_id,
        leads.source_code,
    from leads
    left join statuses on leads.lead_status_code = statuses.code
)

select * from final
