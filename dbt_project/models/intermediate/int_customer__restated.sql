with

merged as (
    select
        customer_key,
        parent_record_key,
    from {{ ref('int_customer__merged') }}
),

records as (
    select customer_key from {{ source('identity', 'record') }}
),

-- one that is gone has an event alone
changed_parents as (
    select {{ durable_key('party', 'source_code', 'party_id') }} as record_key
    from {{ ref('int_party__touched') }}

    union all

    select record_key
    from {{ source('identity', 'event') }}
    where run_id > {{ since_run() }}
),

final as (
    select customer_key from {{ ref('int_customer__touched') }}

    union

    select customer_key
    from merged
    where
        parent_record_key in (
            select changed_parents.record_key from changed_parents
        )

    union

    -- when it was first seen, facts tell that may change without it
    select customer_key
    from merged
    where customer_key not in (select records.customer_key from records)
)

select * from final
where {{ since_run() }} >= 0
