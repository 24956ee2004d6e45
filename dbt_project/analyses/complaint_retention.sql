-- M11: the share of complainants kept after a satisfying answer, where 70 to 90
-- percent are expected, and after a poor one.
select
    answer_code,
    count(*) as complaint_count,
    count(*) filter (where retention_code = 'kept') as kept_count,
    count(*) filter (where retention_code = 'not_kept') as not_kept_count,
    round(100 * kept_count / nullif(kept_count + not_kept_count, 0), 1)
        as kept_percent,
from {{ ref('complaint_handling') }}
group by answer_code
order by answer_code
