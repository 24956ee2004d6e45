with

customers as (
    select * from {{ ref('dim_customer') }}
    where
        is_customer
        and not is_deleted
        and not is_inferred
        and coalesce(customer_type_code, 'person') = 'person'
),

-- the record whose address is the golden one; what a steward states is not normalised
addresses as (
    select
        customer_key,
        record_key,
    from {{ ref('customer_attribute') }}
    where attribute_code = 'street' and rule_code <> 'correction'
),

features as (
    select
        *,
        concat_ws(
            '|', country_code, coalesce(postal_code, city), street, house_number
        ) as place,
    from {{ source('identity', 'feature') }}
    where
        entity = 'party'
        and kind = 'person'
        and street is not null
        and house_number is not null
        and coalesce(postal_code, city) is not null
),

numbers as (
    select
        value,
        min(normalised_value) as telephone,
    from {{ source('identity', 'phone') }}
    group by value
),

telephones as (
    select
        parties.customer_key,
        list(distinct numbers.telephone) as telephones,
    from {{ ref('int_party__assigned') }} as parties
    inner join numbers on parties.phone = numbers.value
    where
        parties.is_current
        and not parties.is_deleted
        and numbers.telephone is not null
    group by parties.customer_key
),

final as (
    select
        customers.customer_key,
        features.place,
        features.family_name,
        coalesce(telephones.telephones, []) as telephones,
    from customers
    inner join addresses on customers.customer_key = addresses.customer_key
    inner join features on addresses.record_key = features.record_key
    left join telephones on customers.customer_key = telephones.customer_key
)

select * from final
