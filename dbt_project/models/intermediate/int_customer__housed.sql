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
            '|',
            coalesce(country_code, '{{ var("company_country") }}'),
            coalesce(postal_code, city),
            street,
            house_number
        ) as place,
    from {{ source('identity', 'feature') }}
    where
        entity = 'party'
        and kind = 'person'
        and street is not null
        and house_number is not null
        and coalesce(postal_code, city) is not null
),

parties as (
    select
        customer_key,
        unnest([phone, mobile]) as value,
        coalesce(country_code, '{{ var("company_country") }}') as country_code,
    from {{ ref('int_party__described') }}
    where is_current and not is_deleted
),

telephones as (
    select
        parties.customer_key,
        list(distinct numbers.normalised_value) as telephones,
    from parties
    inner join {{ source('identity', 'phone') }} as numbers
        on
            parties.value = numbers.value
            and parties.country_code = numbers.country_code
    where numbers.normalised_value is not null
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
