with

events as (
    select * from {{ source('identity', 'event') }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

builds as (
    select * from {{ ref('int_build__shown') }}
),

known as (
    select
        events.record_key,
        case
            when events.event = 'new' then events.customer_key
            else events.into_customer_key
        end as customer_key,
        builds.run_id as known_from_run,
        builds.shown_date as known_from_date,
    from events
    asof inner join builds on events.run_id <= builds.run_id
    qualify row_number() over (
        partition by events.record_key, builds.run_id order by events.run_id desc
    ) = 1
),

changes as (
    select *
    from known
    qualify
        lag(customer_key) over (partition by record_key order by known_from_run)
        is distinct from customer_key
),

periods as (
    select
        *,
        lead(known_from_run) over in_order as known_to_run,
        coalesce(
            lead(known_from_date) over in_order, date '9999-12-31'
        ) as known_to_date,
    from changes
    window in_order as (partition by record_key order by known_from_run)
),

final as (
    select
        records.source as source_code,
        records.party_id,
        periods.record_key,
        periods.customer_key,
        records.first_delivered_on as first_delivered_date,
        periods.known_from_date,
        periods.known_to_date,
        periods.known_from_run,
        periods.known_to_run,
        periods.known_to_run is null as is_current,
    from periods
    left join records on periods.record_key = records.record_key
    where periods.customer_key is not null
)

select * from final
