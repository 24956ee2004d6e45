with

parties as (
    select * from {{ ref('int_party__versioned') }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

corrected as (
    select {{ durable_key('party', 'party_source', 'party_id') }} as record_key
    from {{ ref('stg_party_correction') }}
),

assigned as (
    select
        parties.*,
        coalesce(records.customer_key, parties.record_key) as customer_key,
        case
            when parties.parent_party_id is not null
                then durable_key(
                    'party', parties.source_code, parties.parent_party_id
                )
        end as parent_record_key,
        -- what belongs together stays together: no address comes from two records
        {%- for group, parts in golden_groups().items() %}
        {{ group_text(parts) }} as {{ group }},
        {%- endfor %}
    from parties
    left join records on parties.record_key = records.record_key
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
