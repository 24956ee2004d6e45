with recursive

links as (
    select * from {{ ref('int_household__linked') }}
),

-- all within one address, since a customer has one
reached as (
    select
        customer_key,
        other_customer_key,
    from links

    union

    select
        reached.customer_key,
        links.other_customer_key,
    from reached
    inner join links on reached.other_customer_key = links.customer_key
),

firsts as (
    select
        record_key as customer_key,
        row(first_delivered_on, source, party_id) as first_delivered,
    from {{ source('identity', 'record') }}
    where record_key = customer_key
),

-- who reaches others reaches himself through them
households as (
    select
        reached.customer_key,
        arg_min(firsts.customer_key, firsts.first_delivered) as household_key,
    from reached
    inner join firsts on reached.other_customer_key = firsts.customer_key
    group by reached.customer_key
),

link_kinds as (
    select
        customer_key,
        bool_or(link_code = 'family_name') as has_family_name,
        bool_or(link_code = 'telephone') as has_telephone,
    from links
    group by customer_key
),

final as (
    select
        households.customer_key,
        households.household_key,
        households.customer_key = households.household_key as is_first,
        link_kinds.has_family_name,
        link_kinds.has_telephone,
    from households
    inner join link_kinds on households.customer_key = link_kinds.customer_key
)

select * from final
