-- Won value, both win rates and the days from engaging to won, by manager and in
-- all. A rate names its denominator: of the closed, or of all opportunities.
select
    coalesce(manager_name, 'all') as manager,
    sum(closed_won_company_amount) as won_amount,
    sum(opportunity_won_count) as won,
    sum(opportunity_lost_count) as lost,
    round(100 * sum(closed_won_count) / sum(closed_count), 2)
        as win_percent_of_closed,
    round(100 * sum(opportunity_won_count) / sum(opportunity_count), 2)
        as win_percent_of_all,
    round(sum(closed_won_days) / sum(closed_won_count), 1) as mean_won_days,
from marts.sales_funnel
group by rollup (manager_name)
order by won_amount desc
