with

versions as (
    select
        *,
        coalesce(
            {{ local_date('created_at') }},
            engaged_date,
            min(_delivered_on) over (partition by source_code, opportunity_id)
        ) as opened_date,
        {{ status_since('opportunity_id', 'stage_code') }}
            as status_since_date,
    from {{ ref('stg_opportunity') }}
    {{ where_touched('opportunity', 'opportunity_id') }}
),

opportunities as (
    {{ resolved_records(
        'opportunity', 'versions',
        day='coalesce(closed_date, opened_date)',
    ) }}
),

statuses as (
    select * from {{ ref('code_opportunity_stage') }}
),

final as (
    select
        -- keys
        {{ reference_key('opportunities', 'opportunity') }} as opportunity_key,
        opportunities.customer_key,
        {{ reference_keys('opportunities', [
            'contact_person', 'employee', 'product', 'campaign', 'reason', 'lead',
        ]) }},

        -- state
        opportunities.stage_code,
        statuses.is_open and not opportunities.is_deleted as is_open,
        statuses.is_won,
        opportunities.is_deleted,
        opportunities.deleted_date,
        opportunities.competitor_name,
        opportunities.probability_share,

        -- milestones
        opportunities.opened_date,
        opportunities.created_at,
        opportunities.engaged_date,
        opportunities.expected_close_date,
        opportunities.closed_date,
        case
            when not statuses.is_open or opportunities.is_deleted
                then coalesce(
                    opportunities.closed_date,
                    opportunities.deleted_date,
                    opportunities.status_since_date
                )
        end as ended_date,
        date_diff(
            'day',
            coalesce(opportunities.engaged_date, opportunities.opened_date),
            opportunities.closed_date
        ) as closed_after_days,

        -- amounts
        opportunities.expected_amount,
        opportunities.won_amount,
        opportunities.currency_code,
        {{ company_amount('opportunities.expected_amount') }}
            as expected_company_amount,
        {{ company_amount('opportunities.won_amount') }}
            as won_company_amount,

        -- as the source refers to them
        opportunities.opportunity_id,
        opportunities.lead_id,
        opportunities.reason_code,
        opportunities.party_source,
        opportunities.party_id,
        opportunities.contact_person_id,
        opportunities.employee_id,
        opportunities.campaign_id,
        opportunities.product_id,
        opportunities.source_code,
    from opportunities
    left join statuses on opportunities.stage_code = statuses.code
)

select * from final
