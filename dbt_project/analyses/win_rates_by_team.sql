-- A rate over several rows is the quotient of sums, never a mean of rates, and
-- names its denominator.
select
    manager_name,
    sum(closed_won_count) as won_count,
    sum(closed_won_company_amount) as won_company_amount,
    round(100 * sum(closed_won_count) / sum(closed_count), 2)
        as win_percent_of_closed,
    round(100 * sum(opportunity_won_count) / sum(opportunity_count), 2)
        as win_percent_of_all,
    round(sum(closed_won_days) / sum(closed_won_count), 1) as mean_won_days,
from {{ ref('sales_funnel') }}
group by rollup (manager_name)
order by won_company_amount desc
