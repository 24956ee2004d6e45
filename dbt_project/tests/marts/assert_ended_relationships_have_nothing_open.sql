-- L1: open claims block the end of a relationship.
select
    customer_key,
    month_end_date,
from {{ ref('customer_lifecycle') }}
where stage_code = 'termination' and open_claim_count > 0
