-- The RFM table that is published for this data, by its own rule.
-- Lines with a customer and a description whose invoice is no cancellation, and
-- customers whose money is above 0; today is two days after the last invoice.
-- Quintiles by linearly interpolated edges, closed on the right: those of
-- recency, and those of frequency over its rank in the order of the customers.
with

invoice_lines as (
    select
        *,
        timezone('Europe/London', timezone('UTC', ordered_at)) as ordered_at_local,
    from core.fct_order_line
    where
        party_id is not null
        and description is not null
        and not is_cancellation
),

today as (
    select (max(order_date) + 2)::timestamp as today_at from invoice_lines
),

customers as (
    select
        party_id,
        date_sub('day', max(ordered_at_local), any_value(today_at)) as recency,
        count(distinct order_id) as frequency,
        sum(line_amount) as money,
    from invoice_lines
    cross join today
    group by party_id
    having sum(line_amount) > 0
),

ranked as (
    select
        *,
        row_number() over (order by frequency, party_id::bigint) as frequency_rank,
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
),

named as (
    select
        *,
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
        end as segment,
    from scored
)

select
    segment,
    count(*) as customers,
    round(avg(recency), 3) as mean_recency,
    round(avg(frequency), 4) as mean_frequency,
    round(avg(money), 4) as mean_money,
from named
group by segment
order by segment
