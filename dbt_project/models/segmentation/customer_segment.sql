with

memberships as (

    select * from {{ ref('int_segment_membership__unioned') }}

),

entries as (

    select *
    from memberships
    qualify
        lag(segment_code) over (
            partition by scheme_code, customer_key order by month_end_date
        ) is distinct from segment_code

),

final as (

    select
        scheme_code,
        customer_key,
        segment_code,
        month_end_date as valid_from_date,
        coalesce(
            lead(month_end_date) over membership, date '9999-12-31'
        ) as valid_to_date,
        lead(month_end_date) over membership is null as is_current,
    from entries
    window membership as (
        partition by scheme_code, customer_key order by month_end_date
    )

)

select * from final
