"""The pairs to score: kept keys of all records, who else holds those of some, and their pairs.

Belongs here: the tables of keys, of holders and of candidates, as SQL. Does not belong here: what
makes a key (``blocking``), and in which order it is done (``scored_pairs``).
"""

from __future__ import annotations

from pipelines.identity.scoring import blocking

# Which keys each record has, by all rules, kept so that a day's delivery is held against those of
# all others.
TABLES = """
create schema if not exists identity;
create table if not exists identity.person_key (record_key bigint not null, key ubigint not null);
create table if not exists identity.organisation_key (
    record_key bigint not null, key ubigint not null
);
"""
DERIVED = ("person_key", "organisation_key")

KEEP_ALL = """
delete from identity.{kind}_key;

insert into identity.{kind}_key
{key_sql}
"""

KEEP_SOME = """
create or replace temp table {kind}_former_key as
select record_key, key from identity.{kind}_key semi join known_before using (record_key);

delete from identity.{kind}_key where record_key in (from known_before);

create or replace temp table {kind}_present_key as
{key_sql};

insert into identity.{kind}_key from {kind}_present_key
"""

HOLDER = """
with sought as ({sought})

select record_key, key from identity.{kind}_key
semi join sought using (key)
"""

# Whoever has a key that the records to score have, or had.
SOME_HOLDERS = "create or replace temp table {kind}_holder as" + HOLDER.format(
    kind="{kind}",
    sought="select key from {kind}_former_key union select key from {kind}_present_key",
)

# The same for those whom a passed ceiling has added, whose keys are what they were.
MORE_HOLDERS = "insert into {kind}_holder" + HOLDER.format(
    kind="{kind}",
    sought="""
    select key from identity.{kind}_key
    semi join (from rescored anti join feature_now using (record_key)) using (record_key)
    except
    select key from {kind}_holder
""",
)

# A key that came to be held by too many, or no longer is, concerns all its holders: pairs that only
# it finds go, or come.
CONCERNED = """
insert into rescored
with former as (
    select key, record_key from {kind}_holder anti join rescored using (record_key)
    union all
    select key, record_key from {kind}_former_key
),

before as (select key, count(*) as records from former group by key),

now as (select key, count(*) as records from {kind}_holder group by key),

crossed as (
    select key
    from before full join now using (key)
    where
        (coalesce(before.records, 0) > {ceiling}) <> (coalesce(now.records, 0) > {ceiling})
)

select distinct record_key
from {kind}_holder
semi join crossed using (key)
anti join rescored using (record_key)
"""

PAIRS = """
insert into {kind}_candidate
with part as (from {holders} where key % {slices} = {number}),

{held}

select
    least(one.record_key, other.record_key), greatest(one.record_key, other.record_key)
from {started} as one
inner join held as other using (key)
where {each_once}
"""


def keys_sql(kind: str, features: str | None = None) -> str:
    """Return the statements that bring the kept keys into line with all features, or with some.

    The former keys of those ``known_before`` and the present ones of ``features`` stay in temporary
    tables.
    """
    if features is None:
        return KEEP_ALL.format(kind=kind, key_sql=blocking.key_sql(kind, "identity.feature"))
    return KEEP_SOME.format(kind=kind, key_sql=blocking.key_sql(kind, features))


def pairs_sql(kind: str, slices: int, number: int, *, is_full: bool) -> str:
    """Return the query that adds the pairs of a part of the keys to the kind's candidates.

    A pair is added as often as it shares a key: those of another part may find it too.
    """
    return PAIRS.format(
        kind=kind,
        holders=f"identity.{kind}_key" if is_full else f"{kind}_holder",
        slices=slices,
        number=number,
        held=blocking.held_sql("part"),
        started="held" if is_full else "(from held semi join rescored using (record_key))",
        each_once=f"one.record_key {'<' if is_full else '<>'} other.record_key",
    )
