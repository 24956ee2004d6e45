with

persons as (
    select
        *,
        {{ durable_key('contact_person', 'source_code', 'contact_person_id') }}
            as contact_person_key,
    from {{ ref('stg_contact_person') }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

humans as (
    select * from {{ source('identity', 'contact') }}
),

{{ version_history(
    'contact_person', 'persons', 'contact_person_key', 'contact_person_id',
) }},

stated as (
    {{ versioned('contact_person_id') }}
),

assigned as (
    select
        stated.*,
        {{ customer_key('stated') }} as customer_key,
    from stated
    left join records
        on
            stated.party_source = records.source
            and stated.party_id = records.party_id
),

-- a version that says the same of the post goes on with it
posts as (
    select
        *,
        row(
            customer_key, job_title, contact_role_code, is_principal, is_deleted
        ) as post,
    from assigned
    window in_order as (partition by contact_person_key order by valid_from_at)
    qualify
        row_number() over in_order = 1
        or lag(post) over in_order is distinct from post
),

periods as (
    select
        * exclude (valid_to_at),
        coalesce(
            lead(valid_from_at) over in_order, timestamp '9999-12-31'
        ) as valid_to_at,
        lead(valid_from_at) over in_order is null as is_last,
    from posts
    window in_order as (partition by contact_person_key order by valid_from_at)
),

final as (
    select
        periods.contact_person_key,
        coalesce(humans.person_key, periods.contact_person_key) as person_key,
        periods.source_code,
        periods.contact_person_id,
        periods.customer_key,
        periods.job_title,
        periods.contact_role_code,
        periods.is_principal,
        periods.valid_from_at,
        periods.valid_to_at,
        periods.is_last as is_current,
    from periods
    left join humans on periods.contact_person_key = humans.record_key
    where not periods.is_deleted
)

select * from final
