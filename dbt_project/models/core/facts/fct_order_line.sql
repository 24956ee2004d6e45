with

line_versions as (
    select * from {{ ref('stg_order_line') }}
    {{ where_touched('order', 'order_id') }}
),

lines as (
    {{ latest_lines('line_versions') }}
),

order_versions as (
    select * from {{ ref('stg_order') }}
    {{ where_touched('order', 'order_id') }}
),

orders as (
    {{ resolved_records('order', 'order_versions', day=local_date('ordered_at')) }}
),

final as (
    select
        -- keys
        lines.order_line_key,
        {{ reference_key('lines', 'order') }} as order_key,
        coalesce(orders.customer_key, -1) as customer_key,
        {{ reference_key('lines', 'product') }} as product_key,
        {{ reference_keys('orders', [
            'contact_person', 'employee', 'channel', 'campaign', 'opportunity',
        ]) }},
        {{ geography_key('orders.country_code', 'orders.country_name') }}
            as geography_key,

        -- order
        orders.ordered_at,
        {{ local_date('orders.ordered_at') }} as order_date,
        orders.order_status_code,
        coalesce(orders.is_cancellation, false) as is_cancellation,
        coalesce(statuses.is_revenue and not orders.is_deleted, false) as is_revenue,
        coalesce(orders.is_deleted, false) as is_deleted,
        orders.payment_method_code,

        -- line
        lines.line_number,
        lines.occurrence_number,
        lines.description,
        lines.quantity,
        lines.unit_price_amount,
        coalesce(lines.discount_amount, 0) as discount_amount,
        lines.tax_amount,
        {{ line_amount('lines') }} as line_amount,
        orders.currency_code,
        {{ company_amount('line_amount', 'orders.company_rate') }} as line_company_amount,
        {{ company_amount(
            'cast(lines.quantity as decimal(20, 3)) * products.unit_cost_amount',
            'cost_rates.company_rate',
        ) }} as product_cost_company_amount,

        -- as the source refers to them
        lines.order_id,
        lines.product_id,
        orders.channel_code,
        orders.employee_id,
        orders.contact_person_id,
        orders.campaign_id,
        orders.opportunity_id,
        orders.country_code,
        orders.country_name,
        orders.party_source,
        orders.party_id,
        lines.source_code,
    from lines
    left join orders
        on
            lines.source_code = orders.source_code
            and lines.order_id = orders.order_id
    left join {{ ref('code_order_status') }} as statuses
        on orders.order_status_code = statuses.code
    {{ version_at(
        ref('int_product__versioned'), 'product_id', 'lines', 'orders.ordered_at', 'products',
    ) }}
    asof left join {{ ref('int_exchange_rate__converted') }} as cost_rates
        on
            products.currency_code = cost_rates.currency_code
            and {{ local_date('orders.ordered_at') }} >= cost_rates.rate_date
)

select * from final
