with

corrections as (
    select
        *,
        {{ durable_key('party', 'party_source', 'party_id') }} as record_key,
        least(
            corrected_at,
            {{ local_midnight('_delivered_on + 1') }} - interval 1 microsecond
        ) as said_at,
    from {{ ref('stg_party_correction') }}
),

records as (
    select
        record_key,
        any_value(customer_key) as customer_key,
        min(valid_from_at) as first_at,
    from {{ ref('int_party__assigned') }}
    where record_key in (select corrections.record_key from corrections)
    group by record_key
),

-- a later word holds later, on whichever day it was delivered
dated as (
    select
        records.customer_key,
        corrections.* exclude (said_at),
        max(greatest(corrections.said_at, records.first_at)) over so_far as stated_at,
        row_number() over so_far as word_number,
    from corrections
    inner join records on corrections.record_key = records.record_key
    window so_far as (
        partition by corrections.record_key, corrections.attribute_code
        order by
            corrections.corrected_at, corrections._delivered_on, corrections._row_hash
        rows between unbounded preceding and current row
    )
),

-- of several words of one instant the last
final as (
    select * exclude (word_number)
    from dated
    qualify row_number() over (
        partition by record_key, attribute_code, stated_at
        order by word_number desc
    ) = 1
)

select * from final
