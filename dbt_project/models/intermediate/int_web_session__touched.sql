with

web_events as (
    select * from {{ ref('stg_web_event') }}
),

changed_parties as (
    select * from {{ ref('int_party__touched') }}
),

new_events as (
    select * from web_events
    where {{ is_new(event_time='occurred_at') }}
),

-- also the sessions that older versions of a new event name
final as (
    select
        'web_session' as entity,
        source_code,
        session_id as entity_id,
    from web_events
    where
        (source_code, web_event_id) in (
            select row(new_events.source_code, new_events.web_event_id)
            from new_events
        )
        or (party_source, party_id) in (
            select row(changed_parties.source_code, changed_parties.party_id)
            from changed_parties
        )
)

select * from final
