with

parties as (
    select * from {{ ref('stg_party') }}
),

assigned as (
    select * from {{ ref('int_party__assigned') }}
),

final as (
    select
        assigned.*,
        parties.* exclude (
            source_code, party_id, _delivery, _record, _delivered_on, _row_hash
        ),
        case
            when parties.parent_party_id is not null
                then durable_key(
                    'party', assigned.source_code, parties.parent_party_id
                )
        end as parent_record_key,
        -- what belongs together stays together: no address comes from two records
        {%- for group, parts in golden_groups().items() %}
        {{ group_text(parts) }} as {{ group }},
        {%- endfor %}
    from assigned
    inner join parties
        on
            assigned._delivery = parties._delivery
            and assigned._record = parties._record
            and assigned.party_id = parties.party_id
)

select * from final
