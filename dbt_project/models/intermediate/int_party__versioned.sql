with

parties as (
    select
        *,
        {{ durable_key('party', 'source_code', 'party_id') }} as record_key,
    from {{ ref('stg_party') }}
),

{{ version_history('party', 'parties', 'record_key', 'party_id') }}

select * from versions
