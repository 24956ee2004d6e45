with

customers as (

    select * from {{ ref('dim_customer') }}

),

sales as (

    select * from {{ ref('int_customer_sales__summed') }}

),

contacts as (

    select * from {{ ref('int_customer_contact__summed') }}

),

prospects as (

    select * from {{ ref('int_customer_prospect__summed') }}

),

service as (

    select * from {{ ref('int_customer_service__summed') }}

),

final as (

    select
        customers.customer_key,
        sales.first_order_date,
        sales.last_order_date,
        contacts.last_interaction_date,
        contacts.last_interaction,
        contacts.next_action_date,
        {% for column in [
            'sales.order_count',
            'sales.order_12m_count',
            'sales.revenue_company_amount',
            'sales.revenue_12m_company_amount',
            'sales.margin_company_amount',
            'sales.margin_12m_company_amount',
            'contacts.interaction_count',
            'contacts.interaction_12m_count',
            'prospects.open_lead_count',
            'prospects.open_opportunity_count',
            'prospects.open_opportunity_company_amount',
            'prospects.forecast_company_amount',
            'service.service_request_count',
            'service.open_service_request_count',
            'service.complaint_count',
            'service.open_complaint_count',
            'service.poorly_answered_complaint_count',
        ] %}
        coalesce({{ column }}, 0) as {{ column.split('.')[1] }},
        {% endfor %}
    from customers
    left join sales on customers.customer_key = sales.customer_key
    left join contacts on customers.customer_key = contacts.customer_key
    left join prospects on customers.customer_key = prospects.customer_key
    left join service on customers.customer_key = service.customer_key

)

select * from final
