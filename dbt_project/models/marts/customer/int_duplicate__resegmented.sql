with

sides as (

    select * from {{ ref('int_duplicate__sided') }}

),

windowed as (

    select * from {{ ref('int_rfm__windowed') }}
    qualify month_end_date = max(month_end_date) over ()

),

scored as (select * from {{ ref('int_rfm__scored') }}),

segments as (select * from {{ ref('rfm_segment') }}),

-- what is high as things stand: one merged customer hardly moves it
cut_offs as (

    select
        max(windowed.recency_days) filter (where scored.is_recency_high)
            as recency_days,
        min(windowed.order_count) filter (where scored.is_frequency_high)
            as order_count,
        min(windowed.revenue_company_amount) filter (where scored.is_monetary_high)
            as revenue_company_amount,
    from windowed
    inner join scored
        on
            windowed.customer_key = scored.customer_key
            and windowed.month_end_date = scored.month_end_date

),

merged as (

    select
        sides.customer_key,
        sides.other_customer_key,
        min(windowed.recency_days) as recency_days,
        sum(windowed.order_count) as order_count,
        sum(windowed.revenue_company_amount) as revenue_company_amount,
    from sides
    inner join windowed on sides.side_customer_key = windowed.customer_key
    group by sides.customer_key, sides.other_customer_key

),

judged as (

    select
        merged.customer_key,
        merged.other_customer_key,
        merged.order_count > 0 as is_scored,
        coalesce(merged.recency_days <= cut_offs.recency_days, false)
            as is_recency_high,
        coalesce(merged.order_count >= cut_offs.order_count, false)
            as is_frequency_high,
        coalesce(merged.revenue_company_amount >= cut_offs.revenue_company_amount, false)
            as is_monetary_high,
    from merged
    cross join cut_offs

),

final as (

    select
        judged.customer_key,
        judged.other_customer_key,
        case when judged.is_scored then segments.segment_code else 'not_scored' end
            as merged_rfm_segment_code,
    from judged
    inner join segments
        on
            judged.is_recency_high = segments.is_recency_high
            and judged.is_frequency_high = segments.is_frequency_high
            and judged.is_monetary_high = segments.is_monetary_high

)

select * from final
