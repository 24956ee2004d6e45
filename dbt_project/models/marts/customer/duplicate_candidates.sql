{%- set figures = ['order_count', 'revenue_company_amount', 'open_complaint_count'] -%}
{%- set states = ['rfm_segment_code', 'lifecycle_stage_code'] -%}
with

evidence as (select * from {{ ref('int_duplicate__evidenced') }}),

customers as (select * from {{ ref('dim_customer') }}),

overviews as (select * from {{ ref('customer_overview') }}),

segments as (select * from {{ ref('int_duplicate__resegmented') }}),

stages as (select * from {{ ref('int_duplicate__restaged') }}),

changed as (

    select
        evidence.*,
        one.name,
        other.name as other_name,
        {% for figure in figures %}
        coalesce(one_side.{{ figure }}, 0) as {{ figure }},
        coalesce(other_side.{{ figure }}, 0) as other_{{ figure }},
        coalesce(one_side.{{ figure }}, 0) + coalesce(other_side.{{ figure }}, 0)
            as merged_{{ figure }},
        {% endfor %}
        {% for state in states %}
        one_side.{{ state }},
        other_side.{{ state }} as other_{{ state }},
        {% endfor %}
        segments.merged_rfm_segment_code,
        stages.merged_lifecycle_stage_code,
    from evidence
    inner join customers as one on evidence.customer_key = one.customer_key
    inner join customers as other
        on evidence.other_customer_key = other.customer_key
    left join overviews as one_side
        on evidence.customer_key = one_side.customer_key
    left join overviews as other_side
        on evidence.other_customer_key = other_side.customer_key
    left join segments
        on
            evidence.customer_key = segments.customer_key
            and evidence.other_customer_key = segments.other_customer_key
    left join stages
        on
            evidence.customer_key = stages.customer_key
            and evidence.other_customer_key = stages.other_customer_key

),

weighed as (

    select
        *,
        round(1 / (1 + pow(2, -match_weight)), 6)::decimal(7, 6) as match_probability,
        case
            when match_weight >= {{ var('identity_match_weight') }} then 'guarded'
            else 'uncertain'
        end as queue_reason_code,
        greatest(merged_revenue_company_amount, 0) as value_at_stake_company_amount,
    from changed

),

final as (

    select
        row_number() over (
            order by
                value_at_stake_company_amount::decimal(30, 4) * match_probability desc,
                match_weight desc, customer_key asc, other_customer_key asc
        ) as queue_position,
        *,
    from weighed

)

select * from final
