with

versions as (
    select *
    from (
        select * from {{ ref('dim_customer_history') }}
        {{ where_customer_by_row(
            ref('dim_customer_history'), 'int_customer__restated',
        ) }}
        {%- if is_incremental() %}
        or is_inferred
        {%- endif %}
    ) as rewritten
    where is_current
),

first_records as (
    select
        customer_key,
        min(first_delivered_on) as first_date,
    from {{ source('identity', 'record') }}
    {{ where_customer_touched('int_customer__restated') }}
    group by customer_key
),

first_facts as (
    select * from {{ ref('int_reference__collected') }}
    where dimension_code = 'customer'
),

final as (
    select
        versions.* exclude (version_number, valid_from_at, valid_to_at, is_current),
        coalesce(first_records.first_date, first_facts.first_date) as first_seen_date,
    from versions
    left join first_records on versions.customer_key = first_records.customer_key
    left join first_facts on versions.customer_key = first_facts.entity_key
)

select * from final
