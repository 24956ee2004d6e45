-- Every customer's revenue on the overview is that of its orders.
with

orders as (

    select
        customer_key,
        sum(revenue_company_amount) as revenue_company_amount,
    from {{ ref('sales_orders') }}
    group by customer_key

)

select overview.customer_key
from {{ ref('customer_overview') }} as overview
left join orders on overview.customer_key = orders.customer_key
where
    overview.revenue_company_amount
    <> coalesce(orders.revenue_company_amount, 0)
