with

versions as (
    select
        *,
        {{ durable_key('opportunity', 'source_code', 'opportunity_id') }}
            as opportunity_key,
    from {{ ref('stg_opportunity') }}
    {{ where_touched('opportunity', 'opportunity_id') }}
),

stages as (
    {{ content_changes('versions', 'opportunity_key', 'stage_code') }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

rates as (
    select * from {{ ref('int_exchange_rate__converted') }}
),

entries as (
    select
        *,
        valid_from_at as entered_at,
        {{ local_date('valid_from_at') }} as entered_date,
        row_number() over in_order as stage_number,
        lag(stage_code) over in_order as previous_stage_code,
        lead(valid_from_at) over in_order as left_at,
    from stages
    window in_order as (partition by opportunity_key order by delivered_number)
),

final as (
    select
        -- keys
        durable_key(
            'opportunity_stage',
            entries.source_code,
            concat(entries.opportunity_id, chr(31), epoch_us(entries.entered_at))
        ) as opportunity_stage_key,
        entries.opportunity_key,
        {{ customer_key('entries') }} as customer_key,
        {{ reference_keys('entries', ['employee', 'product', 'campaign']) }},

        -- stage
        entries.stage_code,
        entries.previous_stage_code,
        entries.stage_number,
        entries.entered_at,
        entries.entered_date,
        entries.left_at,
        {{ local_date('entries.left_at') }} as left_date,
        date_diff(
            'day', entries.entered_date, {{ local_date('entries.left_at') }}
        ) as days_in_stage,
        entries.left_at is null as is_current,

        -- amounts
        entries.probability_share,
        entries.expected_amount,
        entries.currency_code,
        {{ company_amount('entries.expected_amount') }} as expected_company_amount,

        -- as the source refers to them
        entries.opportunity_id,
        entries.party_source,
        entries.party_id,
        entries.employee_id,
        entries.product_id,
        entries.campaign_id,
        entries.source_code,
    from entries
    left join records
        on
            entries.party_source = records.source
            and entries.party_id = records.party_id
    asof left join rates
        on
            entries.currency_code = rates.currency_code
            and entries.entered_date >= rates.rate_date
)

select * from final
