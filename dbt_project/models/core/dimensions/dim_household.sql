with

members as (
    select * from {{ ref('bridge_customer_household') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

counts as (
    select
        members.household_key,
        count(*) as person_count,
        count(distinct customers.family_name) as family_name_count,
        min(customers.first_seen_date) as first_seen_date,
    from members
    inner join customers on members.customer_key = customers.customer_key
    group by members.household_key
),

final as (
    select
        counts.household_key,
        customers.family_name,
        customers.street,
        customers.postal_code,
        customers.city,
        customers.region,
        customers.country_code,
        customers.geography_key,
        counts.person_count,
        counts.family_name_count,
        counts.first_seen_date,
    from counts
    inner join customers on counts.household_key = customers.customer_key
)

select * from final
