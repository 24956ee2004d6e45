with

customer_months as (

    select * from {{ ref('fct_customer_month') }}

),

customers as (

    select * from {{ ref('dim_customer') }}
    where is_customer and customer_key <> -1

),

thresholds as (

    select
        max(case when code = 'window_months' then value end)::integer
            as window_months,
    from {{ ref('threshold_rfm') }}

),

final as (

    select
        customer_months.customer_key,
        customer_months.month_end_date,
        date_diff(
            'day',
            customer_months.last_order_date,
            customer_months.month_end_date
        ) as recency_days,
        coalesce(sum(customer_months.order_count) over window_of_months, 0)::bigint
            as order_count,
        coalesce(
            sum(customer_months.revenue_company_amount)
                over window_of_months,
            0
        ) as revenue_company_amount,
    from customer_months
    inner join customers
        on customer_months.customer_key = customers.customer_key
    cross join thresholds
    window
        window_of_months as (
            partition by customer_months.customer_key
            order by customer_months.month_end_date
            -- DuckDB takes an expression here, sqlfluff's grammar does not
            rows between window_months - 1 preceding and current row -- noqa: PRS
        )

)

select * from final
