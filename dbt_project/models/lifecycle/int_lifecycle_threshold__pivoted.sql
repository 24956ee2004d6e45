with

thresholds as (

    select * from {{ ref('threshold_lifecycle') }}

),

final as (

    select
        {% for months in [
            'hold_months', 'development_months', 'maturity_history_months',
            'decline_idle_months', 'termination_idle_months',
            'churn_reason_months', 'maturity_order_count',
        ] -%}
            max(case when code = '{{ months }}' then value end)::integer
                as {{ months }},
        {% endfor -%}
        {% for share in [
            'maturity_revenue_share', 'decline_revenue_share',
        ] -%}
            max(case when code = '{{ share }}' then value end) as {{ share }},
        {% endfor %}
    from thresholds

)

select * from final
