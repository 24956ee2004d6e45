with

parties as (
    select * from {{ ref('stg_party') }}
),

assigned as (
    select * from {{ ref('int_party__assigned') }}
),

final as (
    {{ described_versions('assigned', 'parties') }}
)

select * from final
