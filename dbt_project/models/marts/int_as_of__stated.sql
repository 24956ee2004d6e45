with

bounds as (

    select * from {{ ref('int_period__bounded') }}

),

final as (

    select
        as_of_date,
        {{ local_midnight('as_of_date + 1') }} as as_of_at,
    from bounds

)

select * from final
