with

records as (
    select * from {{ source('identity', 'record') }}
),

events as (
    select * from {{ source('identity', 'event') }}
    where run_id > {{ since_run() }}
),

-- named by source and id, of which only the id may hold the sign between them
removed_corrections as (
    select
        split_part(key, '|', 1) as party_source,
        substr(key, instr(key, '|') + 1) as party_id,
    from {{ source('ledger', 'touched') }}
    where entity = 'party_correction' and run_id > {{ since_run() }}
),

touched_parties as (
    select
        source_code,
        party_id,
    from {{ ref('int_party__touched') }}

    union

    select
        source_code,
        party_id,
    from {{ ref('stg_party') }}
    where {{ is_new(event_date='_delivered_on') }}

    union

    select
        party_source as source_code,
        party_id,
    from {{ ref('stg_party_correction') }}
    where {{ is_new(event_date='_delivered_on') }}

    union

    select
        party_source as source_code,
        party_id,
    from removed_corrections
),

final as (
    select customer_key from events

    union

    select into_customer_key as customer_key
    from events
    where into_customer_key is not null

    union

    select customer_key
    from records
    where
        (source, party_id) in (
            select row(touched_parties.source_code, touched_parties.party_id)
            from touched_parties
        )
        or source in (
            select reread.source_code
            from {{ ref('int_source__reread') }} as reread
            where reread.entity = 'party'
        )
)

select * from final
where {{ since_run() }} >= 0
