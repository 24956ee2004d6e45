with

known as (
    select customer_key from {{ ref('int_customer__merged') }}
),

customers as (
    select * from {{ ref('int_customer__merged') }}
    {{ where_customer_by_row(
        ref('int_customer__merged'), 'int_customer__restated',
    ) }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

party_kinds as (
    select * from {{ ref('code_party_kind') }}
),

members as (
    select
        *,
        false as is_inferred,
    from customers

    union all by name

    {{ inferred_members('customer', 'known', is_historic=true) }}
),

final as (
    select
        members.customer_key,
        members.version_number,
        members.valid_from_at,
        members.valid_to_at,
        members.is_current,
        members.party_type_code as customer_type_code,
        members.party_kind_code as customer_kind_code,
        members.name,
        members.given_name,
        members.family_name,
        members.native_name,
        members.sex_code,
        members.birth_date,
        members.email,
        members.phone,
        members.mobile,
        members.national_id,
        members.street,
        members.postal_code,
        members.city,
        members.region,
        members.country_code,
        members.language_code,
        members.industry_name,
        members.founded_date,
        members.employee_count,
        members.annual_revenue_amount,
        members.currency_code,
        coalesce(parents.customer_key, members.parent_record_key, -1)
            as parent_customer_key,
        {{ geography_key(
            country_code='members.country_code',
            region='members.region',
            city='members.city',
        ) }} as geography_key,
        cast(coalesce(members.record_count, 0) as bigint) as record_count,
        cast(coalesce(members.source_count, 0) as bigint) as source_count,
        members.customer_key <> -1
        and coalesce(party_kinds.is_customer, true) as is_customer,
        coalesce(members.is_deleted, false) as is_deleted,
        members.is_inferred,
    from members
    left join party_kinds on members.party_kind_code = party_kinds.code
    left join records as parents on members.parent_record_key = parents.record_key
)

select * from final
