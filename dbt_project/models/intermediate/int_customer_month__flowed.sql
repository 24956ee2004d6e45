{%- set additive = [
    'order_count', 'quantity', 'revenue_company_amount', 'product_cost_company_amount',
    'contact_cost_company_amount', 'service_cost_company_amount',
    'campaign_cost_company_amount', 'interaction_count', 'service_request_count',
    'complaint_count', 'lead_count', 'opportunity_count', 'open_service_request_change',
    'open_complaint_change', 'open_opportunity_change', 'open_lead_change',
] -%}
with

order_flows as (
    select
        customer_key,
        last_day(order_date) as month_end_date,
        count(distinct order_key) filter (not is_cancellation) as order_count,
        sum(quantity) as quantity,
        sum(line_company_amount) as revenue_company_amount,
        sum(product_cost_company_amount) as product_cost_company_amount,
        min(order_date) filter (not is_cancellation) as first_order_date,
        max(order_date) filter (not is_cancellation) as last_order_date,
    from {{ ref('fct_order_line') }}
    where is_revenue
    group by 1, 2
),

interaction_flows as (
    select
        customer_key,
        last_day(interaction_date) as month_end_date,
        count(*) as interaction_count,
        sum(cost_company_amount) as contact_cost_company_amount,
        max(interaction_date) as last_interaction_date,
    from {{ ref('fct_interaction') }}
    group by 1, 2
),

service_flows as (
    select
        customer_key,
        last_day(opened_date) as month_end_date,
        sum(cost_company_amount) as service_cost_company_amount,
    from {{ ref('fct_service_request') }}
    group by 1, 2
),

satisfaction_flows as (
    select
        customer_key,
        last_day(answered_date) as month_end_date,
        sum(perceived_score) / count(perceived_score) as satisfaction_score,
    from {{ ref('fct_survey_answer') }}
    where survey_measure_code = 'overall_satisfaction'
    group by 1, 2
),

flows as (
    select * from order_flows
    union all by name
    select * from interaction_flows
    union all by name
    select * from service_flows
    union all by name
    select * from satisfaction_flows
    union all by name
    select * from {{ ref('int_campaign_cost__shared') }}
    union all by name
    select * from {{ ref('int_customer_month__opened') }}
),

final as (
    select
        customer_key,
        month_end_date,
        {% for measure in additive %}
        sum({{ measure }}) as {{ measure }},
        {% endfor %}
        min(first_order_date) as first_order_date,
        max(last_order_date) as last_order_date,
        max(last_interaction_date) as last_interaction_date,
        max(satisfaction_score) as satisfaction_score,
    from flows
    where customer_key <> -1 and month_end_date is not null
    group by 1, 2
)

select * from final
