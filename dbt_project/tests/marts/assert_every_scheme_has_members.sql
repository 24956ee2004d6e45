-- A scheme that stands in the seed has its model in the union, and the other
-- way round; nobody to segment is no fault.
select coalesce(schemes.code, memberships.scheme_code) as scheme_code
from {{ ref('segment_scheme') }} as schemes
full join (
    select distinct scheme_code from {{ ref('customer_segment') }}
) as memberships
    on schemes.code = memberships.scheme_code
where
    (schemes.code is null or memberships.scheme_code is null)
    and exists (select 1 from {{ ref('fct_customer_month') }})
