with

housed as (
    select * from {{ ref('int_customer__housed') }}
),

thresholds as (
    select
        max(value) filter (code = 'families_per_address') as families_per_address,
        max(value) filter (code = 'persons_per_address') as persons_per_address,
        max(value) filter (code = 'persons_per_telephone') as persons_per_telephone,
    from {{ ref('threshold_household') }}
),

-- a block of flats or a dormitory: there the same name says nothing
houses as (
    select
        housed.place,
        count(distinct housed.family_name) <= any_value(thresholds.families_per_address)
        and count(*) <= any_value(thresholds.persons_per_address) as is_house,
    from housed
    cross join thresholds
    group by housed.place
    having count(*) > 1
),

shared as (
    select
        housed.customer_key,
        'family_name' as link_code,
        housed.place,
        housed.family_name as shared_value,
    from housed
    inner join houses on housed.place = houses.place
    where houses.is_house and housed.family_name is not null

    union all

    select
        housed.customer_key,
        'telephone' as link_code,
        housed.place,
        unnest(housed.telephones) as shared_value,
    from housed
    inner join houses on housed.place = houses.place
),

counted as (
    select
        *,
        count(*) over (partition by link_code, place, shared_value) as person_count,
    from shared
),

links as (
    select counted.*
    from counted
    cross join thresholds
    where
        counted.link_code = 'family_name'
        or counted.person_count <= thresholds.persons_per_telephone
),

final as (
    select distinct
        one.customer_key,
        other.customer_key as other_customer_key,
        one.link_code,
    from links as one
    inner join links as other
        on
            one.link_code = other.link_code
            and one.place = other.place
            and one.shared_value = other.shared_value
            and one.customer_key <> other.customer_key
)

select * from final
