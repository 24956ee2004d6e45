with

orders as (

    select * from {{ ref('sales_orders') }}
    where is_revenue

),

as_of as (

    select * from {{ ref('int_as_of__stated') }}

),

dated as (

    select
        orders.*,
        not orders.is_cancellation as is_purchase,
        orders.order_date > as_of.as_of_date - interval 12 month as is_recent,
    from orders
    cross join as_of

),

final as (

    select
        customer_key,
        min(order_date) filter (where is_purchase) as first_order_date,
        max(order_date) filter (where is_purchase) as last_order_date,
        count(*) filter (where is_purchase) as order_count,
        count(*) filter (where is_purchase and is_recent) as order_12m_count,
        sum(revenue_company_amount) as revenue_company_amount,
        sum(revenue_company_amount) filter (where is_recent)
            as revenue_12m_company_amount,
        sum(margin_company_amount) as margin_company_amount,
        sum(margin_company_amount) filter (where is_recent)
            as margin_12m_company_amount,
    from dated
    group by customer_key

)

select * from final
