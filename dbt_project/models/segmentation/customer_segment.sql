with

memberships as (

    select * from {{ ref('int_segment_membership__unioned') }}

),

compared as (

    select
        *,
        lag(segment_code) over membership as previous_segment_code,
    from memberships
    window membership as (
        partition by scheme_code, customer_key order by month_end_date
    )

),

entries as (

    select * from compared
    where previous_segment_code is distinct from segment_code

),

final as (

    select
        scheme_code,
        customer_key,
        segment_code,
        month_end_date as valid_from_date,
        lead(month_end_date) over membership as valid_to_date,
        lead(month_end_date) over membership is null as is_current,
    from entries
    window membership as (
        partition by scheme_code, customer_key order by month_end_date
    )

)

select * from final
