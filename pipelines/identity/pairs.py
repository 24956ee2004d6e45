"""Exact pairs: records that share a normalised value, unless a guard holds.

Belongs here: from values to pairs. Does not belong here: what follows from pairs (clusters).
"""

from __future__ import annotations

import duckdb

from pipelines.identity.rules import ATTRIBUTES, Rules

# A pure function of all values: no pair depends on when its records arrived. Only values that at
# least two records have are joined to their records. A number for each is quicker to group and to
# join than its text; which one it is matters to nothing.
HOLDER = """
with rule (attribute_code, max_parties) as (values {limits}),

shared as materialized (
    select *, row_number() over () as value_number
    from (
        select attribute_code, normalised_value
        from {values}
        group by attribute_code, normalised_value
        having count(*) > 1
    )
),

-- a place is quicker to compare than what it comes from
placed as materialized (
    select
        record_key, source, party_type_code,
        row_number() over (order by first_delivered_on, source, party_id) as place,
    from identity.profile
    where record_key in (select record_key from {values})
),

holder as materialized (
    select
        shared.value_number, shared.attribute_code,
        placed.record_key, placed.source, placed.party_type_code, placed.place,
    from {values} as record_value
    inner join shared using (attribute_code, normalised_value)
    inner join placed using (record_key)
),

per_source as (
    select
        value_number,
        any_value(attribute_code) as attribute_code,
        count(*) as parties,
        min(party_type_code) as least_type_code,
        max(party_type_code) as greatest_type_code,
        min(place) as place,
    from holder
    group by value_number, source
),

allowed as (
    select value_number, min(place) as place
    from per_source
    inner join rule using (attribute_code)
    group by value_number
    having
        max(parties) <= any_value(max_parties)
        and coalesce(min(least_type_code) = max(greatest_type_code), true)
)
"""

# A phone or e-mail of people with clearly different given names is their household's or their
# office's: the model weighs it, together with their names. Organisations may be renamed, and a
# national id outlives a name. Names are compared each with each, so only where few hold a value.
UNLIKE = """
named as (
    select distinct
        holder.value_number, feature.given_root, feature.given_name, feature.family_name,
    from holder
    semi join allowed using (value_number)
    inner join identity.feature as feature using (record_key)
    where
        holder.attribute_code in ('email', 'phone')
        and feature.kind = 'person' and feature.given_root is not null
),

several as (
    select value_number from named
    group by value_number having min(given_root) <> max(given_root)
),

unlike as (
    select distinct value_number
    from named as one
    semi join several using (value_number)
    inner join named as other using (value_number)
    where
        one.given_root < other.given_root
        and not starts_with(one.given_name, other.given_name)
        and not starts_with(other.given_name, one.given_name)
        and not list_has_any(string_split(one.given_name, ' '), string_split(other.given_name, ' '))
        and jaro_winkler_similarity(one.given_name, other.given_name) < 0.8
        and damerau_levenshtein(one.given_name, other.given_name) > 2
        and jaro_winkler_similarity(one.given_name, coalesce(other.family_name, '')) < 0.9
)
"""

EVIDENCE = f"""
create or replace temp table evidence as
{HOLDER},

{UNLIKE}

select
    shared.attribute_code, shared.normalised_value, placed.record_key as first_record_key,
from allowed
inner join shared using (value_number)
inner join placed using (place)
anti join unlike using (value_number)
"""

# DuckDB takes a table made in the same transaction for an empty one: an inequality between it and a
# table that it is not joined to by equality was joined first, as a nested loop over all records.
EXACT_PAIR = """
create or replace temp table exact_pair as
with held as materialized (
    select
        evidence.first_record_key, record_value.record_key,
        'exact_' || evidence.attribute_code as rule,
    from {values} as record_value
    inner join evidence using (attribute_code, normalised_value)
)

select distinct first_record_key as record_key_left, record_key as record_key_right, rule
from held
semi join identity.profile as profile using (record_key)
where record_key <> first_record_key
"""

# Pairs of other rules are not this module's to touch; an unchanged pair keeps its run.
KEEP_PAIR = """
delete from identity.pair
where
    starts_with(rule, 'exact_') and {concerned}
    and (record_key_left, record_key_right, rule) not in (
        select (record_key_left, record_key_right, rule) from exact_pair
    );

insert into identity.pair
select exact_pair.*, $run_id as _run
from exact_pair
anti join identity.pair using (record_key_left, record_key_right, rule)
"""


# The values of some records, with whoever else holds them.
HELD_VALUE = """
create or replace temp table held_value as
with own as (
    select distinct attribute_code, normalised_value from identity.record_value
    where record_key in (select record_key from {records})
)

select record_key, attribute_code, normalised_value from identity.record_value
semi join own using (attribute_code, normalised_value)
"""
ALL_VALUES = "identity.record_value"

# The values that touched records had, before they change. A new one had none to look for.
REMEMBER = """
create or replace temp table value_before as
with known as (select record_key from identity.profile semi join touched_party using (record_key))

select attribute_code, normalised_value from identity.record_value
semi join known using (record_key)
"""

# Whoever has, or had, a value of a touched record: pairs between others stay as they are.
CONCERNED = """
create or replace temp table concerned as
with changed as (
    from value_before
    union
    select attribute_code, normalised_value from identity.record_value
    where record_key in (select record_key from touched_party)
)

select record_key from identity.record_value
semi join changed using (attribute_code, normalised_value)
union
select record_key from touched_party
"""
AMONG_CONCERNED = "record_key_left in (from concerned) and record_key_right in (from concerned)"


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the values of touched records before they change."""
    connection.execute(REMEMBER)


def find_evidence(
    connection: duckdb.DuckDBPyConnection, rules: Rules, records: str | None = None
) -> None:
    """Collect in ``evidence`` the values that join whoever holds them: all, or of some records.

    ``records`` is a table with a ``record_key``; who holds a value of theirs is in ``held_value``.
    """
    limits = ", ".join(f"('{a}', {rules.max_parties[a]:d})" for a in ATTRIBUTES)
    if records is not None:
        connection.execute(HELD_VALUE.format(records=records))
    values = ALL_VALUES if records is None else "held_value"
    connection.execute(EVIDENCE.format(limits=limits, values=values))


def refresh(
    connection: duckdb.DuckDBPyConnection, rules: Rules, run_id: int, *, is_full: bool = True
) -> None:
    """Bring the exact pairs into line with the records' values.

    Unless it is full, only pairs of ``concerned`` records are looked at, which it collects.
    """
    if not is_full:
        connection.execute(CONCERNED)
    find_evidence(connection, rules, None if is_full else "concerned")
    connection.execute(EXACT_PAIR.format(values=ALL_VALUES if is_full else "held_value"))
    keep = KEEP_PAIR.format(concerned="true" if is_full else AMONG_CONCERNED)
    connection.execute(keep, {"run_id": run_id})
