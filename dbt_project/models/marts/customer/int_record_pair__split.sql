with

words as (

    select
        overrule_id,
        kind,
        {{ durable_key('party', 'source_left', 'party_id_left') }} as one_key,
        {{ durable_key('party', 'source_right', 'party_id_right') }} as other_key,
    from {{ source('identity', 'overrule') }}
    where
        undone_run_id is null
        and entity_left = 'party'
        and entity_right = 'party'

),

-- of several words about the same records the last one counts
final as (

    select
        least(one_key, other_key) as record_key_left,
        greatest(one_key, other_key) as record_key_right,
        kind = 'split' as is_split,
    from words
    qualify row_number() over (
        partition by least(one_key, other_key), greatest(one_key, other_key)
        order by overrule_id desc
    ) = 1

)

select * exclude (is_split) from final
where is_split
