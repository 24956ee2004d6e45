with

final as (

    select
        date '{{ var("as_of") }}' as as_of_date,
        {{ local_midnight("date '" ~ var("as_of") ~ "' + 1") }} as as_of_at,

)

select * from final
