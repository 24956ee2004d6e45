with

versions as (
    select * from {{ ref('stg_campaign_cost') }}
    {{ where_touched('campaign_cost', 'campaign_cost_id') }}
),

costs as (
    {{ resolved_records(
        'campaign_cost', 'versions',
        day='cost_date',
        has_party=false,
        has_change_time=false,
    ) }}
),

final as (
    select
        -- keys
        {{ reference_key('costs', 'campaign_cost') }} as campaign_cost_key,
        {{ reference_keys('costs', [
            'campaign',
        ]) }},

        -- booking
        costs.cost_type_code,
        costs.cost_date,
        costs.cost_amount,
        costs.currency_code,
        {{ company_amount('costs.cost_amount') }}
            as cost_company_amount,
        costs.is_deleted,

        -- as the source refers to them
        costs.campaign_cost_id,
        costs.campaign_id,
        costs.source_code,
    from costs
)

select * from final
