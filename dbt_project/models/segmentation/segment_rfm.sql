with

windowed as (

    select * from {{ ref('int_rfm__windowed') }}

),

scored as (

    select * from {{ ref('int_rfm__scored') }}

),

segments as (

    select * from {{ ref('rfm_segment') }}

),

final as (

    select
        windowed.customer_key,
        windowed.month_end_date,
        coalesce(segments.segment_code, 'not_scored') as segment_code,
        windowed.recency_days::integer as recency_days,
        windowed.order_count::integer as order_count,
        windowed.revenue_company_amount,
        scored.recency_score::integer as recency_score,
        scored.frequency_score::integer as frequency_score,
        scored.monetary_score::integer as monetary_score,
    from windowed
    left join scored
        on
            windowed.customer_key = scored.customer_key
            and windowed.month_end_date = scored.month_end_date
    left join segments
        on
            scored.is_recency_high = segments.is_recency_high
            and scored.is_frequency_high = segments.is_frequency_high
            and scored.is_monetary_high = segments.is_monetary_high

)

select * from final
