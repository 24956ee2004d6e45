with

runs as (
    select
        run_id,
        as_of,
    from {{ source('ledger', 'run') }}
),

shown as (
    select * from runs
    where as_of is not null

    union all

    -- the run that builds this has no day in the ledger yet
    select
        max(started.run_id) as run_id,
        {{ as_of() }} as as_of,
    from (
        select run_id from runs
        union all
        select run_id from {{ source('identity', 'event') }}
    ) as started
    having max(started.run_id) not in (
        select runs.run_id from runs
        where runs.as_of is not null
    )
),

-- a day that was known stays known, though a delivery of it is withdrawn
final as (
    select
        run_id,
        max(as_of) over (order by run_id) as shown_date,
    from shown
)

select * from final
