"""Which records changed since the last resolution, and what the latest version of each says.

Belongs here: from the versions in raw to one row a record. Does not belong here: normalised values
(``values``, ``forms``).
"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.identity.rules import Rules

# Landed, corrected or removed since the last resolution. Deliveries are compared as a set: one that
# became active without landing anew (accepted by name, or let in by a later as_of) is seen too.
TOUCHED = """
create or replace temp table touched_{name} as
with active as (
    select delivery_id from ledger.active_delivery where delivered_on <= $as_of
),

changed_delivery as (
    (select delivery_id from active except select delivery_id from identity.delivery)
    union all
    (select delivery_id from identity.delivery except select delivery_id from active)
),

changed as (
    select _source as source, {entity}_id from raw.{entity} where _run > $last_run
    union
    select _source, {entity}_id from raw.{entity} where _delivery in (from changed_delivery)
    union
    select source, key from ledger.touched where entity = '{entity}' and run_id > $last_run
    {corrected}
)

select *, durable_key('{entity}', source, {entity}_id) as record_key from changed
"""

ENTITIES = {"party": "party", "contact_person": "contact"}

# What a steward states is normalised as what a source does, and is evidence for nothing.
CORRECTED = """
    union
    select party_source, party_id from raw.party_correction
    where _run > $last_run or _delivery in (from changed_delivery)
"""

CORRECTION = """
select correction.*, touched.record_key
from raw.party_correction as correction
inner join ledger.active_delivery as delivery on correction._delivery = delivery.delivery_id
inner join touched_party as touched
    on correction.party_source = touched.source and correction.party_id = touched.party_id
where correction._delivered_on <= $as_of
"""

SEEN_DELIVERY = """
delete from identity.delivery;
insert into identity.delivery
select delivery_id from ledger.active_delivery where delivered_on <= $as_of
"""

# What is active of touched records, once for whoever reads it.
ACTIVE_VERSION = """
create or replace temp table {name}_version as
select version.*, touched.record_key
from {versions} as version
inner join ledger.active_delivery as delivery on version._delivery = delivery.delivery_id
inner join touched_{name} as touched
    on version._source = touched.source and version.{entity}_id = touched.{entity}_id
where version._delivered_on <= $as_of
"""
# By row ids DuckDB reads no columns of rows that are far from those of a day.
SOME_VERSIONS = """(
    select * from raw.{entity}
    where rowid in (
        select known.rowid from raw.{entity} as known
        semi join touched_{name} as touched
            on known._source = touched.source and known.{entity}_id = touched.{entity}_id
    )
)"""

# The latest version counts, whatever came when; an attribute that it leaves out is taken from the
# one before. Names and addresses are taken whole.
LATEST = """
create or replace temp table latest_record as
with version as materialized (
    select
        record_key, 'party' as entity, _source as source, party_id as id, party_type_code,
        {name_parts} as name_parts, {address_parts} as address_parts, sex_code, birth_date,
        null::bigint as parent_key, _delivered_on,
        (coalesce(changed_at, '-infinity'::timestamp), _delivered_on) as position,
    from party_version
    union all
    select
        record_key, 'contact_person', _source, contact_person_id, 'person',
        {name_parts}, null, sex_code, birth_date,
        durable_key('party', coalesce(party_source, _source), party_id), _delivered_on,
        (coalesce(changed_at, '-infinity'::timestamp), _delivered_on),
    from contact_version
),

-- Most records have one version; only the others have anything to compare.
several as (
    select record_key from version group by record_key having count(*) > 1
)

select
    record_key, entity, source, id, party_type_code, name_parts, address_parts, sex_code,
    case when not regexp_full_match(birth_date::varchar, $birth_date) then birth_date end
        as birth_date,
    parent_key, _delivered_on as first_delivered_on,
from version
anti join several using (record_key)
union all
select
    record_key, entity,
    any_value(source),
    any_value(id),
    arg_max(party_type_code, (position, party_type_code)),
    arg_max(name_parts, (position, name_parts)),
    arg_max(address_parts, (position, address_parts)),
    arg_max(sex_code, (position, sex_code)),
    arg_max(birth_date, (position, birth_date))
        filter (not regexp_full_match(birth_date::varchar, $birth_date)),
    arg_max(parent_key, (position, parent_key)),
    min(_delivered_on),
from version
semi join several using (record_key)
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

PROFILE = """
delete from identity.profile
where record_key in (select record_key from touched_party);

insert into identity.profile by name
select record_key, source, id as party_id, party_type_code, birth_date, first_delivered_on
from latest_record
where entity = 'party'
"""


def find_touched(connection: duckdb.DuckDBPyConnection, last_run: int, as_of: date) -> int:
    """Collect the records whose versions changed since ``last_run``; return their number."""
    counts = []
    for entity, name in ENTITIES.items():
        corrected = CORRECTED if entity == "party" else ""
        touched = TOUCHED.format(entity=entity, name=name, corrected=corrected)
        connection.execute(touched, {"last_run": last_run, "as_of": as_of})
        counts.append(connection.execute(f"select count(*) from touched_{name}").fetchall()[0][0])
    connection.execute(SEEN_DELIVERY, {"as_of": as_of})
    return int(sum(counts))


def refresh(
    connection: duckdb.DuckDBPyConnection, rules: Rules, as_of: date, *, is_full: bool = True
) -> None:
    """Derive what the latest version of each touched record says, in ``latest_record``.

    What all their active versions say is in ``party_version`` and ``contact_version``.
    """
    for entity, name in ENTITIES.items():
        versions = f"raw.{entity}" if is_full else SOME_VERSIONS.format(entity=entity, name=name)
        active = ACTIVE_VERSION.format(entity=entity, name=name, versions=versions)
        connection.execute(active, {"as_of": as_of})
    latest = LATEST.format(name_parts=NAME_PARTS, address_parts=ADDRESS_PARTS)
    connection.execute(latest, {"birth_date": rules.placeholders["birth_date"]})
    connection.execute(PROFILE)


def forget_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Free what the versions of touched records take, once values and forms are derived."""
    for name in ENTITIES.values():
        connection.execute(f"drop table temp.{name}_version")
