"""The features of touched records: what they say of themselves in the form that is compared.

Belongs here: from the latest versions and the lookups to ``identity.feature``. Does not belong
here: what the forms are.
"""

from __future__ import annotations

from pipelines.identity.records import ADDRESS_PARTS, CORRECTION

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
    select distinct record_key, {ADDRESS_PARTS} as address_parts
    from party_version
)

select
    stated.record_key,
    unnest(stated.address_parts),
    stated.address_parts = latest_record.address_parts as is_latest,
from stated
inner join latest_record using (record_key)
where stated.address_parts is not null
union all
-- A steward corrects one part, which has the same form in any address.
select
    null,
    case when attribute_code = 'street' then value else '' end,
    case when attribute_code = 'postal_code' then value else '' end,
    case when attribute_code = 'city' then value else '' end,
    '', '', false,
from ({CORRECTION})
where attribute_code in ('street', 'postal_code', 'city') and value is not null
"""

FORGET = """
delete from identity.feature
where record_key in (
    select record_key from touched_party union all select record_key from touched_contact
)
"""

FEATURE_TEMPLATE = """
insert into identity.feature by name
with known as (
    select
        record_key,
        list(normalised_value) filter (
            attribute_code = 'email' and reason_code is distinct from 'role'
        ) as emails,
        list(normalised_value) filter (
            attribute_code = 'email' and reason_code = 'role'
        ) as role_emails,
        list(normalised_value) filter (attribute_code = 'phone') as phones,
        list(normalised_value) filter (attribute_code = 'national_id') as national_ids,
    from known_value
    group by record_key
),

located as (
    select
        stated_address.record_key,
        any_value(street_name) filter (is_latest) as street,
        any_value(house_number) filter (is_latest) as house_number,
        any_value(postal_code_form) filter (is_latest) as postal_code,
        any_value(city_form) filter (is_latest) as city,
        any_value(region_form) filter (is_latest) as region,
        any_value(nullif(country_code, '')) filter (is_latest) as country_code,
        list(concat_ws(
            '|', coalesce(nullif(country_code, ''), $country), coalesce(postal_code_form, ''),
            street_name, coalesce(house_number, '')
        )) filter (
            street_name is not null and coalesce(house_number, postal_code_form) is not null
        ) as address_keys,
    from stated_address
    inner join identity.address using (street, postal_code, city, region, country_code)
    where stated_address.record_key is not null
    group by stated_address.record_key
),

formed as (
    select
        latest.record_key, latest.entity, latest.source, latest.sex_code, latest.birth_date,
        latest.parent_key,
        coalesce(name.kind, latest.party_type_code, 'person') as kind,
        name.given_name_form as given_name, name.given_root, name.family_name_form as family_name,
        name.name_key, name.native_name_form as native_name,
        name.organisation_name, name.legal_form,
    from latest_record as latest
    left join identity.name as name
        on
            coalesce(latest.party_type_code, '') = name.party_type_code
            and latest.name_parts.name = name.name
            and latest.name_parts.given_name = name.given_name
            and latest.name_parts.family_name = name.family_name
            and latest.name_parts.native_name = name.native_name
)

select
    formed.*,
    located.* exclude (record_key, address_keys),
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
