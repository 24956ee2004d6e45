with

orders as (

    select * from {{ ref('int_order__aggregated') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

employees as (

    select * from {{ ref('dim_employee') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

purchases as (

    select
        order_key,
        row_number() over purchase as purchase_number,
        date_diff('day', lag(order_date) over purchase, order_date)
            as days_since_previous_purchase,
    from orders
    where is_revenue and not is_cancellation and customer_key <> -1
    window purchase as (
        partition by customer_key order by ordered_at, order_key
    )

),

final as (

    select
        orders.*,
        customers.customer_kind_code,
        customers.country_code,
        channels.channel_code,
        employees.team_name,
        purchases.purchase_number,
        purchases.days_since_previous_purchase,
    from orders
    left join customers on orders.customer_key = customers.customer_key
    left join employees on orders.employee_key = employees.employee_key
    left join channels on orders.channel_key = channels.channel_key
    left join purchases on orders.order_key = purchases.order_key

)

select * from final
