with

places as (
    select
        country_code,
        null as country_name,
        region,
        city,
    from {{ ref('dim_customer_history') }}

    union

    select
        country_code,
        case when country_code is null then country_name end as country_name,
        null as region,
        null as city,
    from {{ ref('fct_order_line') }}

    union

    select
        null as country_code,
        null as country_name,
        region,
        null as city,
    from {{ ref('fct_complaint') }}
),

final as (
    select
        {{ geography_key('country_code', 'country_name', 'region', 'city') }}
            as geography_key,
        country_code,
        country_name,
        region,
        city,
    from places

    union

    select
        -1 as geography_key,
        null as country_code,
        null as country_name,
        null as region,
        null as city,
)

select * from final
