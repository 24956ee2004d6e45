with

current_stages as (
    select * from {{ ref('fct_opportunity_stage') }}
    where is_current
)

select opportunities.opportunity_key
from {{ ref('fct_opportunity') }} as opportunities
left join current_stages
    on opportunities.opportunity_key = current_stages.opportunity_key
where opportunities.stage_code is distinct from current_stages.stage_code
