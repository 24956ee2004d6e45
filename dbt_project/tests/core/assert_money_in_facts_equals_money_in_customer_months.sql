{%- set amounts = [
    ('fct_order_line', 'order_date', 'line_company_amount', 'revenue', 'is_revenue'),
    (
        'fct_order_line', 'order_date', 'product_cost_company_amount', 'product_cost',
        'is_revenue',
    ),
    ('fct_interaction', 'interaction_date', 'cost_company_amount', 'contact_cost', 'true'),
    ('fct_service_request', 'opened_date', 'cost_company_amount', 'service_cost', 'true'),
] -%}
with

bounds as (
    select * from {{ ref('int_period__bounded') }}
),

compared as (
    {% for fact, day, amount, measure, condition in amounts %}
    select
        '{{ measure }}' as measure,
        (
            select coalesce(sum({{ amount }}), 0)
            from {{ ref(fact) }}
            where
                customer_key <> -1
                and {{ condition }}
                and {{ day }} <= (select bounds.last_month_end_date from bounds)
        ) as amount_in_facts,
        (
            select coalesce(sum({{ measure }}_company_amount), 0)
            from {{ ref('fct_customer_month') }}
        ) as amount_in_months,
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from compared
where amount_in_facts <> amount_in_months
