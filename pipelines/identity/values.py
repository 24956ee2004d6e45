"""From the versions of touched records to their profiles and normalised values.

Belongs here: what one record says about itself. Does not belong here: comparing two records.
"""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from pipelines.identity import phone
from pipelines.identity.rules import ATTRIBUTES, Rules

# Landed or removed since the last resolution. Deliveries are compared as a set, so that one that
# became active without landing anew (accepted by name, or let in by a later as_of) is seen too.
TOUCHED_PARTY = """
create or replace temp table touched_party as
with active as (
    select delivery_id from ledger.active_delivery where delivered_on <= $as_of
),

changed_delivery as (
    (select delivery_id from active except select delivery_id from identity.delivery)
    union all
    (select delivery_id from identity.delivery except select delivery_id from active)
)

select _source as source, party_id from raw.party where _run > $last_run
union
select _source, party_id from raw.party where _delivery in (from changed_delivery)
union
select source, key from ledger.touched where entity = 'party' and run_id > $last_run
"""

SEEN_DELIVERY = """
delete from identity.delivery;
insert into identity.delivery
select delivery_id from ledger.active_delivery where delivered_on <= $as_of
"""

ACTIVE_VERSION = """
select version.*, durable_key('party', version._source, version.party_id) as record_key
from raw.party as version
inner join ledger.active_delivery as delivery on version._delivery = delivery.delivery_id
semi join touched_party
    on version._source = touched_party.source and version.party_id = touched_party.party_id
where version._delivered_on <= $as_of
"""

PROFILE = f"""
delete from identity.profile
where record_key in (select durable_key('party', source, party_id) from touched_party);

insert into identity.profile by name
select
    record_key,
    any_value(_source) as source,
    any_value(party_id) as party_id,
    arg_max(
        party_type_code,
        (coalesce(changed_at, '-infinity'::timestamp), _delivered_on, party_type_code)
    ) as party_type_code,
    arg_max(
        birth_date, (coalesce(changed_at, '-infinity'::timestamp), _delivered_on, birth_date)
    ) as birth_date,
    min(_delivered_on) as first_delivered_on,
from ({ACTIVE_VERSION})
group by record_key
"""

STATED_VALUE = f"""
create or replace temp table stated_value as
with version as (
    select
        record_key, email, phone, mobile, national_id,
        coalesce(country_code, $country) as country_code,
    from ({ACTIVE_VERSION})
)

select record_key, 'email' as attribute_code, email as value, '' as country_code
from version where email is not null
union
select record_key, 'phone', phone, country_code from version where phone is not null
union
select record_key, 'phone', mobile, country_code from version where mobile is not null
union
select record_key, 'national_id', national_id, '' from version where national_id is not null
"""

# Normalised form of a value, by attribute; it is what the placeholder patterns are held against.
TEXT_FORM = {
    "email": "lower(nfc_normalize(regexp_replace(value, '\\s', '', 'g')))",
    "national_id": "nullif(upper(regexp_replace(value, '[^0-9A-Za-z]', '', 'g')), '')",
}

NEW_TEXT = """
insert into identity.{attribute}
with form as (
    select distinct value, {form} as normalised_value
    from stated_value
    where attribute_code = '{attribute}' and value not in (select value from identity.{attribute})
)

select
    value,
    case when not regexp_full_match(normalised_value, $placeholder) then normalised_value end,
    case
        when normalised_value is null then 'invalid'
        when regexp_full_match(normalised_value, $placeholder) then 'placeholder'
    end as reason_code,
from form
"""

NEW_PHONE = """
select distinct value, country_code
from stated_value
anti join identity.phone using (value, country_code)
where attribute_code = 'phone'
"""

# A pattern is held against the digits as they were written and against those of the full number.
KEEP_PHONE = """
insert into identity.phone
with judged as (
    select
        *,
        regexp_full_match(regexp_replace(value, '[^0-9]', '', 'g'), $placeholder)
        or coalesce(regexp_full_match(normalised_value[2:], $placeholder), false) as is_placeholder,
    from new_phone
)

select
    value,
    country_code,
    case when not is_placeholder then normalised_value end as normalised_value,
    case
        when is_placeholder then 'placeholder'
        when normalised_value is null then 'invalid'
    end as reason_code,
from judged
"""

RECORD_VALUE = """
delete from identity.record_value
where record_key in (select durable_key('party', source, party_id) from touched_party);

insert into identity.record_value
with lookup as (
    select 'email' as attribute_code, value, '' as country_code, normalised_value
    from identity.email
    union all
    select 'phone', value, country_code, normalised_value from identity.phone
    union all
    select 'national_id', value, '', normalised_value from identity.national_id
)

select distinct stated_value.record_key, stated_value.attribute_code, lookup.normalised_value
from stated_value
inner join lookup using (attribute_code, value, country_code)
where lookup.normalised_value is not null
"""


def find_touched(connection: duckdb.DuckDBPyConnection, last_run: int, as_of: date) -> int:
    """Collect the parties whose versions changed since ``last_run``; return their number."""
    connection.execute(TOUCHED_PARTY, {"last_run": last_run, "as_of": as_of})
    connection.execute(SEEN_DELIVERY, {"as_of": as_of})
    return _count(connection, "touched_party")


def refresh(connection: duckdb.DuckDBPyConnection, rules: Rules, as_of: date) -> int:
    """Derive the touched records anew; return how many values were seen for the first time."""
    connection.execute(PROFILE, {"as_of": as_of})
    connection.execute(STATED_VALUE, {"as_of": as_of, "country": rules.country})
    before = _known_values(connection)
    for attribute, form in TEXT_FORM.items():
        connection.execute(
            NEW_TEXT.format(attribute=attribute, form=form),
            {"placeholder": rules.placeholders[attribute]},
        )
    _normalise_phones(connection, rules.placeholders["phone"])
    connection.execute(RECORD_VALUE)
    return _known_values(connection) - before


def _normalise_phones(connection: duckdb.DuckDBPyConnection, placeholder: str) -> None:
    new = connection.execute(NEW_PHONE).to_arrow_table()
    table = pa.Table.from_batches(phone.normalise(new.to_batches()), phone.SCHEMA)
    connection.register("new_phone", table)
    connection.execute(KEEP_PHONE, {"placeholder": placeholder})
    connection.unregister("new_phone")


def _known_values(connection: duckdb.DuckDBPyConnection) -> int:
    return sum(_count(connection, f"identity.{attribute}") for attribute in ATTRIBUTES)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
