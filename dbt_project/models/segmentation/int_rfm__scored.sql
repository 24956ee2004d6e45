-- A score is ceil(score_count * cumulative distribution). Written in whole
-- numbers, since a share such as 0.55 times 100 is a little above 55.
with

windowed as (

    select * from {{ ref('int_rfm__windowed') }}

),

thresholds as (

    select
        max(case when code = 'score_count' then value end)::integer
            as score_count,
    from {{ ref('threshold_rfm') }}

),

ranked as (

    select
        *,
        count(*) over (partition by month_end_date) as buyer_count,
        count(*) over (
            partition by month_end_date order by recency_days desc
        ) as recency_position,
        count(*) over (
            partition by month_end_date order by order_count
        ) as frequency_position,
        count(*) over (
            partition by month_end_date order by revenue_company_amount
        ) as monetary_position,
    from windowed
    where order_count > 0

),

scored as (

    select
        ranked.*,
        (score_count * recency_position + buyer_count - 1)
        // buyer_count as recency_score,
        (score_count * frequency_position + buyer_count - 1)
        // buyer_count as frequency_score,
        (score_count * monetary_position + buyer_count - 1)
        // buyer_count as monetary_score,
    from ranked
    cross join thresholds

),

final as (

    select
        customer_key,
        month_end_date,
        recency_score,
        frequency_score,
        monetary_score,
        recency_score * buyer_count > sum(recency_score) over buyers
            as is_recency_high,
        frequency_score * buyer_count > sum(frequency_score) over buyers
            as is_frequency_high,
        monetary_score * buyer_count > sum(monetary_score) over buyers
            as is_monetary_high,
    from scored
    window buyers as (partition by month_end_date)

)

select * from final
