-- Buyers of each month, and those who bought in an earlier month too, with the
-- identities as they were known on a past day: `set variable known_on = date
-- '2026-03-31';` before it, or `set variable known_run = 12;` for those of a
-- version (meta.publication names its run). Without either, as they are known
-- now. A day or run before the first one knew nobody: it has no rows. Orders
-- are all that are there now: those of a past day are in the file that
-- `clientele run --as-of` makes.
with

identities as (

    select * from {{ ref('bridge_customer_identity') }}

),

asked as (

    select
        coalesce(
            cast(getvariable('known_run') as bigint),
            max(known_from_run) filter (
                known_from_date <= cast(getvariable('known_on') as date)
                or getvariable('known_on') is null
            )
        ) as run_id,
        min(known_from_run) as first_run_id,
    from identities

),

-- whom that run did not know yet was a customer of his own
known as (

    select
        any_value(identities.source_code) as source_code,
        any_value(identities.party_id) as party_id,
        identities.record_key,
        coalesce(
            any_value(identities.customer_key) filter (
                identities.known_from_run <= asked.run_id
                and asked.run_id
                < coalesce(identities.known_to_run, 9223372036854775807)
            ),
            identities.record_key
        ) as customer_key,
    from identities
    cross join asked
    group by identities.record_key

),

months as (

    select
        last_day(orders.order_date) as month_end_date,
        -- a record that is gone left its facts under its own key
        coalesce(
            known.customer_key, gone.customer_key, orders.customer_key
        ) as buyer_key,
        sum(orders.line_company_amount) as revenue_company_amount,
    from {{ ref('fct_order_line') }} as orders
    inner join asked on asked.run_id >= asked.first_run_id
    left join known
        on
            orders.party_source = known.source_code
            and orders.party_id = known.party_id
    left join known as gone
        on orders.customer_key = gone.record_key and gone.source_code is null
    where orders.is_revenue and orders.customer_key <> -1
    group by all

),

ranked as (

    select
        *,
        row_number() over (
            partition by buyer_key order by month_end_date
        ) as month_number,
    from months

)

select
    month_end_date,
    count(*) as buyer_count,
    count(*) filter (where month_number > 1) as repeat_buyer_count,
    sum(revenue_company_amount) as revenue_company_amount,
from ranked
group by month_end_date
order by month_end_date
