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

    select
        -1 as channel_key,
        null as channel_code,
        null as name,
        null as distance_code,
        null as medium_code,
)

select * from final
