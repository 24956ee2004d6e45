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

    select
        -1 as reason_key,
        null as reason_code,
        null as name,
        null as process,
        null as liability_code,
)

select * from final
