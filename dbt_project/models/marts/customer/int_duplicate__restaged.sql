with

sides as (

    select * from {{ ref('int_duplicate__sided') }}

),

measured as (

    select * from {{ ref('int_lifecycle__measured') }}
    qualify month_end_date = max(month_end_date) over ()

),

thresholds as (

    select * from {{ ref('int_lifecycle_threshold__pivoted') }}

),

merged as (

    select
        sides.customer_key,
        sides.other_customer_key,
        min(measured.first_order_date) as first_order_date,
        sum(measured.orders_12m_count) as orders_12m_count,
        sum(measured.open_claim_count) as open_claim_count,
        sum(measured.open_prospect_count) as open_prospect_count,
        sum(measured.revenue_12m_company_amount) as revenue_12m_company_amount,
        sum(measured.previous_12m_revenue_company_amount)
            as previous_12m_revenue_company_amount,
        max(measured.months_since_first_order) as months_since_first_order,
        min(measured.months_since_last_order) as months_since_last_order,
        min(measured.months_since_dealing) as months_since_dealing,
    from sides
    inner join measured on sides.side_customer_key = measured.customer_key
    group by sides.customer_key, sides.other_customer_key

),

judged as (

    select
        merged.*,
        {{ lifecycle_conditions() }},
    from merged
    cross join thresholds

),

final as (

    select
        customer_key,
        other_customer_key,
        {{ lifecycle_stage() }} as merged_lifecycle_stage_code,
    from judged

)

select * from final
