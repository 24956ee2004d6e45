with

final as (
    select
        source as source_code,
        party_id,
    from {{ source('identity', 'record') }}
    where _run > {{ since_run() }}

    union

    select
        source as source_code,
        key as party_id,
    from {{ source('ledger', 'touched') }}
    where entity = 'party' and run_id > {{ since_run() }}
)

select * from final
where {{ since_run() }} >= 0
