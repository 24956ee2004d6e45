with

memberships as (

    select * from {{ ref('int_segment_membership__unioned') }}

),

moves as (

    select
        scheme_code,
        month_end_date,
        segment_code as to_segment_code,
        lag(segment_code) over (
            partition by scheme_code, customer_key order by month_end_date
        ) as from_segment_code,
    from memberships

),

final as (

    select
        scheme_code,
        month_end_date,
        from_segment_code,
        to_segment_code,
        count(*) as customer_count,
    from moves
    group by all

)

select * from final
