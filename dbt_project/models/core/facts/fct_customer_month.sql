{%- set counts = [
    'order_count', 'interaction_count', 'service_request_count', 'complaint_count',
    'lead_count', 'opportunity_count',
] -%}
{%- set amounts = [
    'revenue_company_amount', 'product_cost_company_amount',
    'contact_cost_company_amount', 'service_cost_company_amount',
    'campaign_cost_company_amount',
] -%}
with

customer_months as (
    select * from {{ ref('int_customer_month__spanned') }}
),

flows as (
    select * from {{ ref('int_customer_month__flowed') }}
),

measured as (
    select
        customer_months.*,
        {% for count in counts %}
        cast(coalesce(flows.{{ count }}, 0) as bigint) as {{ count }},
        {% endfor %}
        cast(coalesce(flows.quantity, 0) as decimal(38, 3)) as quantity,
        {% for amount in amounts %}
        cast(coalesce(flows.{{ amount }}, 0) as decimal(38, 4)) as {{ amount }},
        {% endfor %}
        flows.* exclude (
            customer_key, month_end_date, quantity, satisfaction_score,
            {{ (counts + amounts) | join(', ') }}
        ),
        cast(flows.satisfaction_score as decimal(18, 3)) as satisfaction_score,
    from customer_months
    left join flows
        on
            customer_months.customer_key = flows.customer_key
            and customer_months.month_end_date = flows.month_end_date
),

final as (
    select
        * exclude (
            first_order_date, last_order_date, last_interaction_date,
            satisfaction_score, open_service_request_change,
            open_complaint_change, open_opportunity_change, open_lead_change
        ),
        {% for process in ['service_request', 'complaint', 'opportunity', 'lead'] %}
        cast(coalesce(sum(open_{{ process }}_change) over so_far, 0) as bigint)
            as open_{{ process }}_count,
        {% endfor %}
        revenue_company_amount - product_cost_company_amount
        - contact_cost_company_amount - service_cost_company_amount
        - campaign_cost_company_amount as contribution_company_amount,
        min(first_order_date) over so_far as first_order_date,
        max(last_order_date) over so_far as last_order_date,
        max(last_interaction_date) over so_far as last_interaction_date,
        last_value(satisfaction_score ignore nulls) over so_far as satisfaction_score,
        cast(sum(order_count) over last_12_months as bigint) as orders_12m_count,
        sum(revenue_company_amount) over last_12_months as revenue_12m_company_amount,
        sum(quantity) over last_12_months as quantity_12m,
    from measured
    window
        so_far as (
            partition by customer_key order by month_end_date
            rows between unbounded preceding and current row
        ),
        last_12_months as (
            partition by customer_key order by month_end_date
            rows between 11 preceding and current row
        )
)

select * from final
