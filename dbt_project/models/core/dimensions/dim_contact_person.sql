with

person_versions as (
    select
        *,
        {{ durable_key('contact_person', 'source_code', 'contact_person_id') }}
            as contact_person_key,
    from {{ ref('stg_contact_person') }}
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
        contact_person_key,
        source_code,
        contact_person_id,
        coalesce(customer_key, -1) as customer_key,
        name,
        given_name,
        family_name,
        native_name,
        sex_code,
        job_title,
        contact_role_code,
        is_principal,
        email,
        phone,
        mobile,
        birth_date,
        coalesce(is_deleted, false) as is_deleted,
        is_inferred,
    from members
)

select * from final
