with

customers as (
    select * from {{ ref('dim_customer') }}
    where
        is_customer
        and not is_deleted
        and not is_inferred
        and coalesce(customer_type_code, 'person') = 'person'
),

-- the record whose street is the golden one
addresses as (
    select
        customer_key,
        record_key,
    from {{ ref('customer_attribute') }}
    where attribute_code = 'street'
),

features as (
    select * from {{ source('identity', 'feature') }}
    where entity = 'party' and kind = 'person'
),

-- a part has one form, in whichever address it stands
forms as (
    select
        street,
        postal_code,
        city,
        street_name,
        house_number,
        postal_code_form,
        city_form,
    from {{ source('identity', 'address') }}
),

streets as (
    select distinct
        street,
        street_name,
        house_number,
    from forms
    where street_name is not null and house_number is not null
),

postal_codes as (
    select distinct
        postal_code,
        postal_code_form,
    from forms
    where postal_code_form is not null
),

cities as (
    select distinct
        city,
        city_form,
    from forms
    where city_form is not null
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
        list_sort(list(distinct numbers.normalised_value)) as telephones,
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
        concat_ws(
            '|',
            coalesce(customers.country_code, '{{ var("company_country") }}'),
            coalesce(postal_codes.postal_code_form, cities.city_form),
            streets.street_name,
            streets.house_number
        ) as place,
        features.family_name,
        coalesce(telephones.telephones, []) as telephones,
    from customers
    inner join addresses on customers.customer_key = addresses.customer_key
    inner join features on addresses.record_key = features.record_key
    inner join streets on customers.street = streets.street
    left join postal_codes on customers.postal_code = postal_codes.postal_code
    left join cities on customers.city = cities.city
    left join telephones on customers.customer_key = telephones.customer_key
    where coalesce(postal_codes.postal_code_form, cities.city_form) is not null
)

select * from final
