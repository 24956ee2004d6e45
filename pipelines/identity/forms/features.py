"""The features of touched records: what they say of themselves in the form that is compared.

Belongs here: from the latest versions and the lookups to ``identity.feature``. Does not belong
here: what the forms are.
"""

from __future__ import annotations

from pipelines.identity.records import ACTIVE, ADDRESS_PARTS

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
    select record_key, {ADDRESS_PARTS} as address_parts from ({ACTIVE["party"]})
)

select distinct record_key, unnest(address_parts) from stated where address_parts is not null
"""

FORGET = """
delete from identity.feature
where record_key in (
    select record_key from touched_party union all select record_key from touched_contact
)
"""

FEATURE_TEMPLATE = """
insert into identity.feature by name
with by_attribute as (
    select
        record_key, attribute_code, reason_code is not distinct from 'role' as is_role,
        list(normalised_value) as listed,
    from known_value
    group by all
),

known as (
    select
        record_key,
        any_value(listed) filter (attribute_code = 'email' and not is_role) as emails,
        any_value(listed) filter (attribute_code = 'email' and is_role) as role_emails,
        any_value(listed) filter (attribute_code = 'phone') as phones,
        any_value(listed) filter (attribute_code = 'national_id') as national_ids,
    from by_attribute
    group by record_key
),

located as (
    select
        stated_address.record_key,
        list(concat_ws(
            '|', coalesce(nullif(country_code, ''), $country),
            coalesce(address.postal_code_form, ''), address.street_name,
            coalesce(address.house_number, '')
        )) as address_keys,
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
        latest.birth_date, address.street_name as street, address.house_number,
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
    {sorted_emails} as emails,
    {sorted_mailboxes} as mailboxes,
    {sorted_phones} as phones,
    {sorted_ids} as national_ids,
    {sorted_addresses} as address_keys,
from formed
left join known using (record_key)
left join located using (record_key)
"""

EMAILS = """
case
    when formed.kind = 'organisation' and known.role_emails is not null
        then list_concat(known.emails, known.role_emails)
    else known.emails
end
"""

# Who has anna.berg at one provider may have annaberg at another.
MAILBOXES = """
list_transform(
    known.emails, lambda email: strip_accents(translate(split_part(email, '@', 1), '._-''&/', ''))
)
"""


def in_order(listed: str) -> str:
    """Return the expression of a list's distinct elements in order; most lists have one element."""
    return f"case when len({listed}) > 1 then list_sort(list_distinct({listed})) else {listed} end"


FEATURE = FEATURE_TEMPLATE.format(
    sorted_emails=in_order(EMAILS),
    sorted_mailboxes=in_order(MAILBOXES),
    sorted_phones=in_order("known.phones"),
    sorted_ids=in_order("known.national_ids"),
    sorted_addresses=in_order("located.address_keys"),
)
