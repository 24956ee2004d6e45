{%- set counts = [
    'hold_months', 'development_months', 'maturity_history_months',
    'decline_idle_months', 'termination_idle_months', 'churn_reason_months',
    'maturity_order_count',
] -%}
{%- set shares = ['maturity_revenue_share', 'decline_revenue_share'] -%}
with

thresholds as (

    select * from {{ ref('threshold_lifecycle') }}

),

final as (

    select
        {% for count in counts %}
        max(case when code = '{{ count }}' then value end)::integer
            as {{ count }},
        {% endfor %}
        {% for share in shares %}
        max(case when code = '{{ share }}' then value end) as {{ share }},
        {% endfor %}
    from thresholds

)

select * from final
