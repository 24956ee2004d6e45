with

final as (
    {{ touched_rows(
        'service_request', dates=[local_date('opened_at')], event_time='opened_at',
    ) }}

    union all

    select
        entity,
        source as source_code,
        key as entity_id,
    from {{ source('ledger', 'touched') }}
    where entity = 'service_request' and run_id > {{ since_run() }}
)

select * from final
