with

segments as (

    select * from {{ ref('customer_segment') }}
    where is_current and scheme_code = 'rfm'

),

stages as (

    select * from {{ ref('customer_lifecycle') }}
    qualify month_end_date = max(month_end_date) over ()

),

final as (

    select
        stages.customer_key,
        stages.month_end_date as state_date,
        segments.segment_code as rfm_segment_code,
        segments.valid_from_date as rfm_segment_since_date,
        stages.stage_code as lifecycle_stage_code,
        stages.sub_stage_code as lifecycle_sub_stage_code,
        stages.months_in_stage,
    from stages
    left join segments on stages.customer_key = segments.customer_key

)

select * from final
