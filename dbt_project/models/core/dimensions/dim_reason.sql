with

codes as (
    select * from {{ ref('code_reason') }}
),

final as (
    select
        {{ durable_key('reason', "''", 'code') }} as reason_key,
        code as reason_code,
        name,
        process,
        liability_code,
    from codes

    union all

    select -1, null, null, null, null
)

select * from final
