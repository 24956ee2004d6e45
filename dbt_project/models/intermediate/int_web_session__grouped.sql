with

web_event_versions as (
    select * from {{ ref('stg_web_event') }}
    {{ where_touched('web_session', 'session_id') }}
),

web_events as (
    {{ latest_version(
        'web_event_versions',
        ['source_code', 'web_event_id'],
        has_change_time=false,
    ) }}
),

final as (
    select
        {{ durable_key('web_session', 'source_code', 'session_id') }}
            as interaction_key,
        source_code,
        session_id,
        arg_max(party_source, row(occurred_at, web_event_id))
        filter (party_id is not null) as party_source,
        arg_max(party_id, row(occurred_at, web_event_id))
        filter (party_id is not null) as party_id,
        arg_min(campaign_id, row(occurred_at, web_event_id))
        filter (campaign_id is not null) as campaign_id,
        min(occurred_at) as started_at,
        date_sub('second', min(occurred_at), max(occurred_at)) as duration_seconds,
        bool_or(web_event_type_code = 'purchase') as has_purchase,
        count(*) as event_count,
    from web_events
    group by source_code, session_id
)

select * from final
