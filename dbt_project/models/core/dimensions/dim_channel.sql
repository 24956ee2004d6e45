with

codes as (
    select * from {{ ref('code_channel') }}
),

final as (
    select
        {{ durable_key('channel', "''", 'code') }} as channel_key,
        code as channel_code,
        name,
        distance_code,
        medium_code,
    from codes

    union all

    select -1, null, null, null, null
)

select * from final
