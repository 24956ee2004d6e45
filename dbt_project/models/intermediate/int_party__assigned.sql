with

records as (
    select * from {{ source('identity', 'record') }}
    {{ where_customer_touched() }}
),

corrected as (
    select {{ durable_key('party', 'party_source', 'party_id') }} as record_key
    from {{ ref('stg_party_correction') }}
),

-- hashed here: staging's own hash would be made of every row that was ever delivered
parties as (
    select
        * exclude (_row_hash),
        {{ hash_of_all_but(
            'source_code, _delivery, _record, _delivered_on, _run, _row_hash, changed_at'
        ) }} as _row_hash,
    from (
        select * from {{ ref('stg_party') }}
        {%- if is_incremental() %}
        where (source_code, party_id) in (
            select row(records.source, records.party_id) from records
        )
        {%- endif %}
    ) as stated
),

{{ version_history(
    'party', 'parties', durable_key('party', 'source_code', 'party_id'), 'party_id',
) }},

assigned as (
    select
        versions.* exclude (entity_key),
        versions.entity_key as record_key,
        coalesce(records.customer_key, versions.entity_key) as customer_key,
    from versions
    left join records on versions.entity_key = records.record_key
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
        -- one version of one record: there is nothing to choose from
        count(*) over (partition by customer_key) = 1
        and record_key not in (select corrected.record_key from corrected) as is_plain,
    from assigned
)

select * from final
