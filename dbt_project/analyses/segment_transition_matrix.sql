-- The transition matrix of a scheme for the moves up to its last month end:
-- from (rows) to (columns).
with

moves as (

    select * from {{ ref('segment_transition') }}
    where scheme_code = 'rfm'
    qualify month_end_date = max(month_end_date) over ()

)

pivot (
    select
        coalesce(from_segment_code, '(new)') as from_segment_code,
        to_segment_code,
        customer_count,
    from moves
)
on to_segment_code
using coalesce(sum(customer_count), 0)
group by from_segment_code
order by from_segment_code
