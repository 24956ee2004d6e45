with

versions as (
    select * from {{ ref('stg_interaction') }}
    {{ where_touched('interaction', 'interaction_id') }}
),

interactions as (
    {{ resolved_records('interaction', 'versions', day=local_date('started_at')) }}
),

records as (
    select * from {{ source('identity', 'record') }}
),

sessions as (
    select * from {{ ref('int_web_session__grouped') }}
    {{ where_touched('web_session', 'session_id') }}
),

-- a visit to the web site is a contact that the customer began
contacts as (
    select
        *,
        {{ reference_key('interactions', 'interaction') }} as interaction_key,
        false as is_web_session,
    from interactions

    union all by name

    select
        sessions.* exclude (session_id, has_purchase),
        sessions.session_id as interaction_id,
        {{ customer_key('sessions') }} as customer_key,
        'web_site' as channel_code,
        'inbound' as direction_code,
        'customer' as initiator_code,
        case when sessions.has_purchase then 'order_placed' end as outcome_code,
        true as is_web_session,
        false as is_deleted,
    from sessions
    left join records
        on
            sessions.party_source = records.source
            and sessions.party_id = records.party_id
),

final as (
    select
        -- keys
        contacts.interaction_key,
        contacts.customer_key,
        {{ reference_keys('contacts', [
            'contact_person', 'employee', 'channel', 'campaign',
        ]) }},

        -- contact
        {{ local_date('contacts.started_at') }} as interaction_date,
        contacts.started_at,
        contacts.duration_seconds,
        contacts.direction_code,
        contacts.initiator_code,
        contacts.purpose_code,
        contacts.subject,
        contacts.outcome_code,
        contacts.next_action,
        contacts.next_action_date,
        contacts.is_web_session,
        contacts.event_count,
        contacts.is_deleted,
        contacts.cost_amount,
        contacts.currency_code,
        {{ company_amount('contacts.cost_amount') }} as cost_company_amount,

        -- as the source refers to them
        contacts.interaction_id,
        contacts.channel_code,
        contacts.party_source,
        contacts.party_id,
        contacts.contact_person_id,
        contacts.employee_id,
        contacts.campaign_id,
        contacts.source_code,
    from contacts
)

select * from final
