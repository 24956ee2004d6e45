with

order_lines as (

    select
        *,
        case when is_revenue then line_company_amount end
            as revenue_company_amount,
        case when is_revenue then product_cost_company_amount end
            as cost_company_amount,
    from {{ ref('fct_order_line') }}

),

final as (

    select
        order_key,
        order_id,
        source_code,
        customer_key,
        contact_person_key,
        employee_key,
        channel_key,
        campaign_key,
        opportunity_key,
        ordered_at,
        order_date,
        order_status_code,
        payment_method_code,
        currency_code,
        bool_or(is_cancellation) as is_cancellation,
        bool_or(is_revenue) as is_revenue,
        bool_and(is_deleted) as is_deleted,
        count(*) filter (where not is_deleted) as line_count,
        coalesce(sum(quantity) filter (where not is_deleted), 0) as quantity,
        coalesce(sum(discount_amount) filter (where not is_deleted), 0)
            as discount_amount,
        sum(tax_amount) filter (where not is_deleted) as tax_amount,
        coalesce(sum(line_amount) filter (where not is_deleted), 0)
            as order_amount,
        coalesce(sum(line_amount) filter (where is_deleted), 0)
            as deleted_amount,
        coalesce(sum(line_amount) filter (where is_revenue), 0)
            as revenue_amount,
        coalesce(
            -sum(line_amount) filter (where is_revenue and quantity < 0), 0
        ) as returned_amount,
        sum(revenue_company_amount) as revenue_company_amount,
        sum(cost_company_amount) as product_cost_company_amount,
        sum(revenue_company_amount - cost_company_amount)
            as margin_company_amount,
        count(*) filter (where is_revenue and cost_company_amount is null)
            as line_without_cost_count,
    from order_lines
    group by all

)

select * from final
