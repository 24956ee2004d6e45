with

pairs as (

    select * from {{ ref('int_record_pair__open') }}

),

splits as (

    select * from {{ ref('int_record_pair__split') }}

),

records as (

    select * from {{ ref('bridge_customer_identity') }}
    where is_current

),

held_apart as (

    select
        one.customer_key as one_key,
        other.customer_key as other_key,
    from splits
    inner join records as one on splits.record_key_left = one.record_key
    inner join records as other on splits.record_key_right = other.record_key

),

final as (

    select
        *,
        count(*) over (partition by customer_key, other_customer_key)
            as record_pair_count,
    from pairs
    where
        (customer_key, other_customer_key) not in (
            select (one_key, other_key) from held_apart
        )
        and (other_customer_key, customer_key) not in (
            select (one_key, other_key) from held_apart
        )
    qualify row_number() over (
        partition by customer_key, other_customer_key
        order by match_weight desc, record_key asc, other_record_key asc
    ) = 1

)

select * from final
