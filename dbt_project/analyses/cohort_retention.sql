-- Of the customers who first bought in a month, the share that placed an order
-- in each later month.
with

months as (

    select * from {{ ref('fct_customer_month') }}
    where first_order_date is not null

),

placed as (

    select
        last_day(first_order_date) as cohort_month_end_date,
        date_diff('month', first_order_date, month_end_date) as month_number,
        order_count > 0 as is_buying,
    from months

)

select
    cohort_month_end_date,
    month_number,
    count(*) as customer_count,
    count(*) filter (where is_buying) as buyer_count,
    round(100 * buyer_count / customer_count, 1) as buyer_percent,
from placed
group by all
order by cohort_month_end_date, month_number
