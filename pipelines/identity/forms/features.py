"""The features of touched records: what they say of themselves in the form that is compared.

Belongs here: from the versions of records and the lookups to ``identity.feature``. Does not belong
here: what the forms are.
"""

from __future__ import annotations

# Of the versions of a record the latest counts, whatever came when; an attribute that it leaves out
# is taken from the one before. Names and addresses are taken whole.
VERSION_KEY = "coalesce(changed_at, '-infinity'::timestamp), _delivered_on"

VERSION = f"""
create or replace temp table latest_record as
with version as (
    {{versions}}
)

select
    record_key, entity,
    any_value(source) as source,
    arg_max(party_type_code, ({VERSION_KEY}, party_type_code)) as party_type_code,
    arg_max(name_parts, ({VERSION_KEY}, name_parts)) as name_parts,
    arg_max(address_parts, ({VERSION_KEY}, address_parts)) as address_parts,
    arg_max(sex_code, ({VERSION_KEY}, sex_code)) as sex_code,
    arg_max(birth_date, ({VERSION_KEY}, birth_date)) as birth_date,
    arg_max(parent_key, ({VERSION_KEY}, parent_key)) as parent_key,
from version
group by record_key, entity
"""

NAME_PARTS = """
case when coalesce(name, given_name, family_name, native_name) is not null then struct_pack(
    name := coalesce(name, ''), given_name := coalesce(given_name, ''),
    family_name := coalesce(family_name, ''), native_name := coalesce(native_name, '')
) end
"""

ADDRESS_PARTS = """
case when coalesce(street, postal_code, city, region) is not null then struct_pack(
    street := coalesce(street, ''), postal_code := coalesce(postal_code, ''),
    city := coalesce(city, ''), region := coalesce(region, ''),
    country_code := coalesce(country_code, '')
) end
"""

PARTY_VERSION = f"""
    select
        record_key, 'party' as entity, _source as source, party_type_code, sex_code, birth_date,
        null::bigint as parent_key, changed_at, _delivered_on,
        {NAME_PARTS} as name_parts, {ADDRESS_PARTS} as address_parts,
    from ({{active_party}})
"""

CONTACT_VERSION = f"""
    select
        record_key, 'contact_person', _source, 'person', sex_code, birth_date,
        durable_key('party', coalesce(party_source, _source), party_id), changed_at, _delivered_on,
        {NAME_PARTS}, null,
    from ({{active_contact}})
"""

STATED_NAME = """
create or replace temp table stated_name as
select distinct
    coalesce(party_type_code, '') as party_type_code, name_parts.name, name_parts.given_name,
    name_parts.family_name, name_parts.native_name,
from latest_record
where name_parts is not null
"""

NEW_NAME = """
select * from stated_name
anti join identity.name using (party_type_code, name, given_name, family_name, native_name)
"""

STATED_ADDRESS = f"""
create or replace temp table stated_address as
with stated as (
    select record_key, {ADDRESS_PARTS} as address_parts from ({{active_party}})
)

select distinct record_key, unnest(address_parts) from stated where address_parts is not null
"""

FORGET = """
delete from identity.feature
where record_key in (
    select durable_key('party', source, party_id) from touched_party
    union all
    select durable_key('contact_person', source, contact_person_id) from touched_contact
)
"""

FEATURE = """
insert into identity.feature by name
with known as (
    select
        record_key,
        list_sort(list(normalised_value) filter (
            attribute_code = 'email' and reason_code is null
        )) as own_emails,
        list_sort(list(normalised_value) filter (attribute_code = 'email')) as all_emails,
        list_sort(list(normalised_value) filter (attribute_code = 'phone')) as phones,
        list_sort(list(normalised_value) filter (attribute_code = 'national_id')) as national_ids,
    from known_value
    group by record_key
),

located as (
    select
        stated_address.record_key,
        list_sort(list(distinct concat_ws(
            '|', coalesce(nullif(country_code, ''), $country), coalesce(address.postal_code_form, ''),
            address.street_name, coalesce(address.house_number, '')
        ))) as address_keys,
    from stated_address
    inner join identity.address as address
        using (street, postal_code, city, region, country_code)
    where
        address.street_name is not null
        and coalesce(address.house_number, address.postal_code_form) is not null
    group by stated_address.record_key
),

formed as (
    select
        latest.record_key, latest.entity, latest.source, latest.sex_code, latest.parent_key,
        coalesce(name.kind, latest.party_type_code, 'person') as kind,
        name.given_name_form as given_name, name.given_root, name.family_name_form as family_name,
        name.name_key, name.native_name_form as native_name,
        name.organisation_name, name.legal_form,
        case
            when not regexp_full_match(latest.birth_date::varchar, $birth_date)
                then latest.birth_date
        end as birth_date,
        address.street_name as street, address.house_number,
        address.postal_code_form as postal_code, address.city_form as city,
        address.region_form as region,
        nullif(latest.address_parts.country_code, '') as country_code,
    from latest_record as latest
    left join identity.name as name
        on
            coalesce(latest.party_type_code, '') = name.party_type_code
            and latest.name_parts.name = name.name
            and latest.name_parts.given_name = name.given_name
            and latest.name_parts.family_name = name.family_name
            and latest.name_parts.native_name = name.native_name
    left join identity.address as address
        on
            latest.address_parts.street = address.street
            and latest.address_parts.postal_code = address.postal_code
            and latest.address_parts.city = address.city
            and latest.address_parts.region = address.region
            and latest.address_parts.country_code = address.country_code
)

select
    formed.*,
    case when formed.kind = 'organisation' then known.all_emails else known.own_emails end
        as emails,
    nullif(list_sort(list_distinct(list_transform(
        known.own_emails,
        lambda email: regexp_replace(
            strip_accents(regexp_replace(email, '@[^@]*$', '')), '[^0-9a-z]', '', 'g'
        )
    ))), []) as mailboxes,
    known.phones, known.national_ids, located.address_keys,
from formed
left join known using (record_key)
left join located using (record_key)
"""
