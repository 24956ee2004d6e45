with

pairs as (

    select
        customer_key,
        other_customer_key,
    from {{ ref('int_duplicate__queued') }}

),

final as (

    select
        customer_key,
        other_customer_key,
        customer_key as side_customer_key,
    from pairs
    union all
    select
        customer_key,
        other_customer_key,
        other_customer_key as side_customer_key,
    from pairs

)

select * from final
