with

deliveries as (
    select * from {{ source('ledger', 'active_delivery') }}
),

bounds as (
    select
        least(
            {{ as_of() }},
            coalesce(max(delivered_on), date '1970-01-31')
        ) as as_of_date,
    from deliveries
),

final as (
    select
        as_of_date,
        case
            when as_of_date = last_day(as_of_date) then as_of_date
            else last_day(as_of_date - interval 1 month)
        end as last_month_end_date,
    from bounds
)

select * from final
