{% macro lifecycle_stage() -%}
    case
            when first_order_date is null then 'acquisition'
            when is_idle and open_claim_count = 0 then 'termination'
            when is_order_stopped or is_revenue_fallen then 'decline'
            when is_mature then 'maturity'
            else 'growth'
        end
{%- endmacro %}
