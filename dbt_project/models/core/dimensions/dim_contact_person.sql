with

person_versions as (
    select
        *,
        {{ durable_key('contact_person', 'source_code', 'contact_person_id') }}
            as contact_person_key,
    from {{ ref('stg_contact_person') }}
),

humans as (
    select * from {{ source('identity', 'contact') }}
),

persons as (
    {{ resolved_records('contact_person', 'person_versions') }}
),

members as (
    select
        *,
        false as is_inferred,
    from persons

    union all by name

    {{ inferred_members('contact_person', 'persons') }}
),

final as (
    select
        members.contact_person_key,
        members.source_code,
        members.contact_person_id,
        coalesce(humans.person_key, members.contact_person_key) as person_key,
        coalesce(members.customer_key, -1) as customer_key,
        coalesce(humans.consumer_key, -1) as consumer_key,
        coalesce(humans.consumer_count, 0) as consumer_count,
        members.name,
        members.given_name,
        members.family_name,
        members.native_name,
        members.sex_code,
        members.job_title,
        members.contact_role_code,
        members.is_principal,
        members.email,
        members.phone,
        members.mobile,
        members.birth_date,
        coalesce(members.is_deleted, false) as is_deleted,
        members.is_inferred,
    from members
    left join humans on members.contact_person_key = humans.record_key
)

select * from final
