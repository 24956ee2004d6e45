with

campaign_versions as (
    select
        *,
        {{ durable_key('campaign', "''", 'campaign_id') }} as campaign_key,
    from {{ ref('stg_campaign') }}
),

campaigns as (
    {{ resolved_records(
        'campaign', 'campaign_versions', day='started_date', has_party=false,
    ) }}
),

members as (
    select
        *,
        false as is_inferred,
    from campaigns

    union all by name

    {{ inferred_members('campaign', 'campaigns') }}
),

final as (
    select
        campaign_key,
        campaign_id,
        name,
        channel_code,
        {{ durable_key('channel', "''", 'channel_code') }} as channel_key,
        goal,
        started_date,
        ended_date,
        budget_amount,
        currency_code,
        {{ company_amount('budget_amount') }} as budget_company_amount,
        coalesce(is_deleted, false) as is_deleted,
        is_inferred,
    from members
)

select * from final
