with

complaints as (

    select * from {{ ref('fct_complaint') }}
    where customer_key <> -1

),

purchases as (

    select * from {{ ref('sales_orders') }}
    where is_revenue and not is_cancellation

),

final as (

    select
        complaints.complaint_key,
        min(purchases.order_date) as next_order_date,
    from complaints
    inner join purchases
        on
            complaints.customer_key = purchases.customer_key
            and complaints.received_at < purchases.ordered_at
    group by complaints.complaint_key

)

select * from final
