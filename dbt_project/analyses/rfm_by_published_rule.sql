-- The RFM table that is published for the Online Retail data, by its own rule:
-- lines with a customer and a description whose document is no cancellation,
-- customers whose money is above 0; recency in whole days to two days after the
-- last order; quintiles by linearly interpolated edges, closed on the right,
-- those of frequency over its rank in the order of the customers' ids.
with

order_lines as (

    select
        *,
        timezone(
            '{{ var("company_zone") }}', timezone('UTC', ordered_at)
        ) as ordered_at_local,
    from {{ ref('fct_order_line') }}
    where
        customer_key <> -1
        and description is not null
        and not is_cancellation
        and not is_deleted

),

today as (

    select max(order_date) + 2 as today_at from order_lines

),

customers as (

    select
        min(party_id) as party_id,
        date_sub('day', max(ordered_at_local), any_value(today_at)::timestamp)
            as recency,
        count(distinct order_key) as frequency,
        sum(line_amount) as monetary,
    from order_lines
    cross join today
    group by customer_key
    having sum(line_amount) > 0

),

ranked as (

    select
        *,
        row_number() over (order by frequency, party_id) as frequency_rank,
    from customers

),

edges as (

    select
        quantile_cont(recency, [0.2, 0.4, 0.6, 0.8]) as recency_edges,
        quantile_cont(frequency_rank, [0.2, 0.4, 0.6, 0.8]) as frequency_edges,
    from ranked

),

scored as (

    select
        ranked.*,
        5 - len(list_filter(recency_edges, lambda edge: edge < recency)) as r,
        1 + len(list_filter(frequency_edges, lambda edge: edge < frequency_rank))
            as f,
    from ranked
    cross join edges

)

select
    case
        when r <= 2 and f <= 2 then 'hibernating'
        when r <= 2 and f <= 4 then 'at risk'
        when r <= 2 then 'can''t lose'
        when r = 3 and f <= 2 then 'about to sleep'
        when r = 3 and f = 3 then 'need attention'
        when r <= 4 and f >= 4 then 'loyal'
        when r = 4 and f = 1 then 'promising'
        when r = 5 and f = 1 then 'new'
        when f <= 3 then 'potential loyalists'
        else 'champions'
    end as segment_name,
    count(*) as customer_count,
    round(avg(recency), 3) as mean_recency,
    round(avg(frequency), 4) as mean_frequency,
    round(avg(monetary), 3) as mean_monetary,
from scored
group by segment_name
order by segment_name
