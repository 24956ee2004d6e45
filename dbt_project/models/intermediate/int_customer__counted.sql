with

counted as (
    select
        customer_key,
        valid_from_at,
        (count_if(is_new_record) over so_far)::bigint as record_count,
        (count_if(is_new_source) over so_far)::bigint as source_count,
        sum(live_change) over so_far = 0 as is_deleted,
        row_number() over so_far as moment_number,
    from (
        select * from {{ ref('int_party__assigned') }}
        {{ where_customer_by_row(ref('int_party__assigned')) }}
    ) as touched
    where not is_plain
    window so_far as (
        partition by customer_key
        order by valid_from_at, _delivered_on, _row_hash, record_key
        rows between unbounded preceding and current row
    )
),

-- of several states from the same instant only the last one ever held
final as (
    select *
    from counted
    qualify lead(valid_from_at) over (
        partition by customer_key order by moment_number
    ) is distinct from valid_from_at
)

select * from final
