with

held as (
    select * from {{ ref('int_key__held') }}
),

snapshots as (
    select * from {{ ref('int_snapshot__dated') }}
),

complete_snapshots as (
    select * from snapshots
    where is_complete
),

held_in_snapshot as (
    select
        held.*,
        lead(held.held_date) over (
            partition by held.entity, held.source_code, held.entity_id
            order by held.held_date
        ) as next_held_date,
    from held
    inner join snapshots
        on
            held.entity = snapshots.entity
            and held.source_code = snapshots.source_code
            and held.held_date = snapshots.snapshot_date
),

deletions as (
    select
        held_in_snapshot.entity,
        held_in_snapshot.source_code,
        held_in_snapshot.entity_id,
        complete_snapshots.snapshot_date as deleted_date,
    from held_in_snapshot
    asof inner join complete_snapshots
        on
            held_in_snapshot.entity = complete_snapshots.entity
            and held_in_snapshot.source_code = complete_snapshots.source_code
            and held_in_snapshot.held_date < complete_snapshots.snapshot_date
    where
        held_in_snapshot.next_held_date is null
        or held_in_snapshot.next_held_date > complete_snapshots.snapshot_date
),

final as (
    select
        deletions.*,
        held.held_date as restored_date,
    from deletions
    asof left join held
        on
            deletions.entity = held.entity
            and deletions.source_code = held.source_code
            and deletions.entity_id = held.entity_id
            and deletions.deleted_date <= held.held_date
)

select * from final
