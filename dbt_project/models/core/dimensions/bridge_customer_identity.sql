with

records as (
    select * from {{ source('identity', 'record') }}
),

final as (
    select
        source as source_code,
        party_id,
        record_key,
        customer_key,
        first_delivered_on as first_delivered_date,
    from records
)

select * from final
