"""E-mails, telephone numbers and national ids that are stated of touched records, normalised once.

Belongs here: which of them are evidence. Does not belong here: names and addresses (``forms``), and
comparing two records.
"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.identity import halves, national_ids, phone
from pipelines.identity.forms import seeds
from pipelines.identity.records import CORRECTION
from pipelines.identity.rules import ATTRIBUTES, Rules

# Read by every country that the record states.
CORRECTED = f"""
with country as (
    select distinct record_key, country_code from party_version
),

correction as (
    select attribute_code, value, country_code
    from ({CORRECTION})
    left join country using (record_key)
    where value is not null
)

select 'email', value, '' from correction where attribute_code = 'email'
union
select 'phone', value, coalesce(country_code, $country) from correction
where attribute_code in ('phone', 'mobile')
union
select 'national_id', value, coalesce(country_code, '') from correction
where attribute_code = 'national_id'
"""

STATED_VALUE = f"""
create or replace temp table stated_value as
with version as (
    select
        record_key, email, phone, mobile, national_id, country_code,
    from party_version
    union all
    select record_key, email, phone, mobile, null, null from contact_version
)

select record_key, 'email' as attribute_code, email as value, '' as country_code
from version where email is not null
union
select record_key, 'phone', phone, coalesce(country_code, $country) from version
where phone is not null
union
select record_key, 'phone', mobile, coalesce(country_code, $country) from version
where mobile is not null
union
select record_key, 'national_id', national_id, coalesce(country_code, '') from version
where national_id is not null
union
select null, * from ({CORRECTED})
"""

# A mailbox is one whatever follows a plus; Google's also whatever its dots and domain.
EMAIL_FORM = """
with written as (
    select
        value,
        lower(nfc_normalize(regexp_replace(value, '\\s|^mailto:', '', 'gi'))) as address,
    from {values}
),

split as (
    select
        value,
        regexp_replace(regexp_replace(address, '@[^@]*$', ''), '(.)\\+.*', '\\1') as mailbox,
        rtrim(regexp_extract(address, '@([^@]*)$', 1), '.') as domain,
    from written
)

select
    value,
    case
        when domain in ('gmail.com', 'googlemail.com')
            then replace(mailbox, '.', '') || '@gmail.com'
        else mailbox || '@' || domain
    end as normalised_value,
from split
"""

NEW_EMAIL = f"""
insert into identity.email
with stated as (
    select distinct value from stated_value
    where attribute_code = 'email' and value not in (select value from identity.email)
),

form as ({EMAIL_FORM.format(values="stated")}),

own as ({EMAIL_FORM.format(values="(select unnest($own) as value)")}),

judged as (
    select
        *,
        case
            when regexp_full_match(normalised_value, $placeholder) then 'placeholder'
            when
                normalised_value in (select normalised_value from own)
                or regexp_extract(normalised_value, '@[^@]*$') in $own
                then 'own'
            when
                regexp_replace(normalised_value, '[._-]?\\d*@[^@]*$', '') in $role
                then 'role'
        end as reason_code,
    from form
)

select
    value,
    case when reason_code is null or reason_code = 'role' then normalised_value end,
    reason_code,
from judged
"""

NEW_PHONE = """
select distinct
    value, country_code,
    case
        when regexp_full_match(value, '[+(]?[0-9][0-9 ()/.-]*')
            then regexp_extract(value, '^[+]?') || regexp_replace(value, '[^0-9]', '', 'g')
    end as dialled,
from stated_value
anti join identity.phone using (value, country_code)
where attribute_code = 'phone'
order by country_code
"""

# A pattern is held against the digits as they were written and against those of the full number.
KEEP_PHONE = """
insert into identity.phone
with judged as (
    select
        *,
        case
            when
                regexp_full_match(regexp_replace(value, '[^0-9]', '', 'g'), $placeholder)
                or coalesce(regexp_full_match(normalised_value[2:], $placeholder), false)
                then 'placeholder'
            when normalised_value is null then 'invalid'
            when normalised_value in $own then 'own'
        end as reason_code,
    from new_phone
)

select
    value, country_code,
    case when reason_code is null then normalised_value end as normalised_value,
    reason_code,
from judged
"""

# The digits of a number that is right by its country's scheme are somebody else's in another one.
KNOWN_VALUE = """
create or replace temp table known_value as
with lookup as (
    select 'email' as attribute_code, value, '' as country_code, normalised_value, reason_code
    from identity.email
    union all
    select 'phone', value, country_code, normalised_value, reason_code from identity.phone
    union all
    select
        'national_id', value, country_code,
        case
            when normalised_value is not null
                then concat_ws(':', scheme_country_code, normalised_value)
        end,
        reason_code,
    from identity.national_id
)

select distinct
    stated_value.record_key, stated_value.attribute_code, lookup.normalised_value,
    lookup.reason_code,
from stated_value
inner join lookup using (attribute_code, value, country_code)
where lookup.normalised_value is not null and stated_value.record_key is not null
"""

# A role mailbox says nothing about a person who is named; one without a name writes for the
# organisation. A number with a wrong check digit is a slip.
RECORD_VALUE = """
delete from identity.record_value
where record_key in (select record_key from touched_party);

insert into identity.record_value
select known_value.record_key, known_value.attribute_code, known_value.normalised_value
from known_value
inner join identity.feature as feature using (record_key)
where
    feature.entity = 'party'
    and (
        known_value.reason_code is null
        or (
            known_value.reason_code = 'role'
            and (feature.kind = 'organisation' or coalesce(feature.name_key, '') = '')
        )
    )
"""


def refresh(connection: duckdb.DuckDBPyConnection, rules: Rules, as_of: date) -> int:
    """Normalise what is stated of touched records; return how many values were seen first."""
    connection.execute(STATED_VALUE, {"as_of": as_of, "country": rules.country})
    before = _known_values(connection)
    _normalise_emails(connection, rules)
    _normalise_phones(connection, rules)
    national_ids.normalise(connection, rules.placeholders["national_id"], rules.country)
    connection.execute(KNOWN_VALUE)
    connection.execute("drop table stated_value")
    return _known_values(connection) - before


def keep_evidence(connection: duckdb.DuckDBPyConnection) -> None:
    """Write down which values of touched parties are exact evidence; needs their features."""
    connection.execute(RECORD_VALUE)


def _normalise_emails(connection: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    own = [value for value in rules.own_values if "@" in value]
    role = [mailbox for (mailbox,) in seeds.rows("role_mailbox")]
    stated = {"placeholder": rules.placeholders["email"], "own": own, "role": role}
    connection.execute(NEW_EMAIL, stated)


def _normalise_phones(connection: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    own = [phone.e164(value, rules.country) for value in rules.own_values if "@" not in value]
    new = connection.execute(NEW_PHONE).to_arrow_table()
    connection.register("new_phone", halves.in_halves(phone, phone.normalise, new, phone.SCHEMA))
    placeholder = rules.placeholders["phone"]
    connection.execute(KEEP_PHONE, {"placeholder": placeholder, "own": own})
    connection.unregister("new_phone")


def _known_values(connection: duckdb.DuckDBPyConnection) -> int:
    return sum(_count(connection, f"identity.{attribute}") for attribute in ATTRIBUTES)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
