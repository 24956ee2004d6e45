with

parties as (
    select * from {{ ref('int_party__versioned') }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

assigned as (
    select
        parties.*,
        coalesce(records.customer_key, parties.record_key) as customer_key,
        case
            when parties.parent_party_id is not null
                then coalesce(parents.customer_key, durable_key(
                    'party', parties.source_code, parties.parent_party_id
                ))
        end as parent_customer_key,
    from parties
    left join records on parties.record_key = records.record_key
    left join records as parents
        on
            parties.source_code = parents.source
            and parties.parent_party_id = parents.party_id
),

final as (
    select
        *,
        version_number = 1 as is_new_record,
        row_number() over (
            partition by customer_key, source_code
            order by valid_from_at, record_key, version_number
        ) = 1 as is_new_source,
        -- what the version adds to the customer's records that are not deleted
        (not is_deleted)::integer - coalesce(
            lag(not is_deleted) over (
                partition by record_key order by version_number
            ), false
        )::integer as live_change,
    from assigned
)

select * from final
