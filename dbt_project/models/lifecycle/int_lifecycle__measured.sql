with

customer_months as (

    select * from {{ ref('fct_customer_month') }}

),

customers as (

    select * from {{ ref('dim_customer') }}
    where is_customer and customer_key <> -1

),

final as (

    select
        customer_months.customer_key,
        customer_months.month_end_date,
        customer_months.first_order_date,
        customer_months.orders_12m_count,
        customer_months.order_count > 0 as is_buying,
        customer_months.open_service_request_count
        + customer_months.open_complaint_count
        + customer_months.open_opportunity_count as open_claim_count,
        customer_months.open_opportunity_count
        + customer_months.open_lead_count as open_prospect_count,
        coalesce(customer_months.revenue_12m_company_amount, 0)
            as revenue_12m_company_amount,
        coalesce(
            lag(customer_months.revenue_12m_company_amount, 12) over history,
            0
        ) as previous_12m_revenue_company_amount,
        date_diff(
            'month',
            customer_months.first_order_date,
            customer_months.month_end_date
        ) as months_since_first_order,
        date_diff(
            'month',
            customer_months.last_order_date,
            customer_months.month_end_date
        ) as months_since_last_order,
        date_diff(
            'month',
            max(
                case
                    when
                        customer_months.order_count
                        + customer_months.interaction_count
                        + customer_months.service_request_count
                        + customer_months.complaint_count
                        + customer_months.lead_count
                        + customer_months.opportunity_count > 0
                        then customer_months.month_end_date
                end
            ) over history,
            customer_months.month_end_date
        ) as months_since_dealing,
    from customer_months
    inner join customers
        on customer_months.customer_key = customers.customer_key
    window
        history as (
            partition by customer_months.customer_key
            order by customer_months.month_end_date
        )

)

select * from final
