{% macro lifecycle_conditions() -%}
    coalesce(
            months_since_dealing >= termination_idle_months, false
        ) as is_idle,
        open_prospect_count > 0
        or coalesce(months_since_dealing < development_months, false)
            as is_worked_on,
        months_since_last_order >= decline_idle_months as is_order_stopped,
        previous_12m_revenue_company_amount > 0
        and revenue_12m_company_amount
        < decline_revenue_share * previous_12m_revenue_company_amount
            as is_revenue_fallen,
        months_since_first_order >= maturity_history_months
        and orders_12m_count >= maturity_order_count
        and revenue_12m_company_amount
        >= maturity_revenue_share * previous_12m_revenue_company_amount
            as is_mature
{%- endmacro %}
