with

-- a removed rate does not tell which days it held
final as (
    select
        currency_code,
        rate_date,
        next_rate_date,
    from {{ ref('int_exchange_rate__converted') }}
    where
        last_run > {{ since_run() }}
        or exists (
            select 1 from {{ source('ledger', 'touched') }} as removed
            where
                removed.entity = 'exchange_rate'
                and removed.run_id > {{ since_run() }}
        )
)

select * from final
