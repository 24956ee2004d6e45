"""Which pairs of records are scored: those that share the key of a rule.

Belongs here: the rules and their ceiling, and how many pairs each yields. Does not belong here: the
scoring of pairs. A rule is an equality of keys, so that DuckDB joins by hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.identity.forms import seeds

# Mail domains of the public say nothing of an organisation.
DOMAINS = (
    "nullif(list_distinct(list_filter("
    "list_transform(emails, lambda email: split_part(email, '@', 2)), "
    "lambda domain: domain not in ({}))), [])"
).format(", ".join(f"'{domain}'" for (domain,) in seeds.rows("free_mail")))

# A key that more records have yields no pair: it is a placeholder, a switchboard or a name that
# everybody has, and two records that are one share another key. 20 records are 190 pairs.
CEILING = 20


@dataclass(frozen=True)
class Rule:
    """``key`` is an expression over a record; of a list, each of its values is a key."""

    name: str
    key: str
    is_list: bool = False


def joined(*parts: str) -> str:
    """Return the expression of a key of several parts."""
    # A null in any part is no key.
    return " || '|' || ".join(parts)


SAME_IN_BOTH = (
    Rule("national id", "national_ids", is_list=True),
    Rule("e-mail", "emails", is_list=True),
    Rule("phone", "phones", is_list=True),
    Rule("name", "name_key"),
    Rule("native name", "native_name"),
)

PERSON = (
    *SAME_IN_BOTH,
    Rule("mailbox", "list_filter(mailboxes, lambda box: length(box) >= 6)", is_list=True),
    Rule("birth date, given name", joined("birth_date", "given_root[1:2]")),
    Rule("birth date, family name", joined("birth_date", "family_name[1:2]")),
    Rule("birth date, postal code", joined("birth_date", "postal_code")),
    Rule("birth date, house", joined("birth_date", "house_number")),
    Rule("birth year, names", joined("year(birth_date)", "given_root[1:3]", "family_name[1:3]")),
    Rule("given name, address", joined("given_root[1:3]", "street[1:6]", "house_number")),
    Rule("family name, address", joined("family_name[1:3]", "street[1:6]", "house_number")),
    Rule("given name, place", joined("given_root", "postal_code")),
    Rule("family name, place", joined("family_name", "postal_code")),
    Rule("given name, city", joined("given_root", "family_name[1:2]", "city[1:5]")),
    Rule("family name, city", joined("family_name", "given_root[1:2]", "city[1:5]")),
)

ORGANISATION = (
    *SAME_IN_BOTH,
    Rule("core name", "organisation_name"),
    Rule("mail domain", DOMAINS, is_list=True),
    Rule("name, postal code", joined("organisation_name[1:4]", "postal_code")),
    Rule("name, city", joined("organisation_name[1:8]", "city[1:5]")),
    Rule("address", "address_keys", is_list=True),
    Rule("first words", "organisation_name[1:12]"),
)

RULES = {"person": PERSON, "organisation": ORGANISATION}


# Which keys each record has, kept so that a day's delivery is held against those of all others. The
# key of a record is the hash of rule and text: one table holds those of all rules.
TABLES = """
create schema if not exists identity;
create table if not exists identity.person_key (record_key bigint not null, key ubigint not null);
create table if not exists identity.organisation_key (
    record_key bigint not null, key ubigint not null
);
"""
DERIVED = ("person_key", "organisation_key")

KEY = """
select record_key, hash({number}, {key}) as key
from {table}
where kind = '{kind}' and {key} is not null
"""
LISTED_KEY = """
select record_key, hash({number}, value) as key
from (select record_key, unnest({key}) as value from {table} where kind = '{kind}')
where value is not null
"""

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

# Whoever has a key that the records to score have, or had.
SOME_HOLDERS = """
create or replace temp table {kind}_holder as
with sought as (
    select key from {kind}_former_key
    union
    select key from {kind}_present_key
)

select record_key, key from identity.{kind}_key
semi join sought using (key)
"""

# The same for those whom a passed ceiling has added, whose keys are what they were.
MORE_HOLDERS = """
insert into {kind}_holder
with sought as (
    select key from identity.{kind}_key
    semi join (from rescored anti join feature_now using (record_key)) using (record_key)
    except
    select key from {kind}_holder
)

select record_key, key from identity.{kind}_key
semi join sought using (key)
"""

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

# The holders of keys that are one's alone no more, and not too many's.
HELD = """
usable as (select key from {keys} group by key having count(*) between 2 and {ceiling}),

held as (select * from {keys} semi join usable using (key))
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


def key_sql(kind: str, table: str, rules: Sequence[Rule] | None = None) -> str:
    """Return the query for the keys of a kind's records by every rule."""
    return " union all ".join(
        (LISTED_KEY if rule.is_list else KEY).format(
            number=number, key=rule.key, table=table, kind=kind
        )
        for number, rule in enumerate(rules or RULES[kind])
    )


def keys_sql(kind: str, features: str | None = None) -> str:
    """Return the statements that bring the kept keys into line with all features, or with some.

    Of those who change the former keys stay in a temporary table.
    """
    if features is None:
        return KEEP_ALL.format(kind=kind, key_sql=key_sql(kind, "identity.feature"))
    return KEEP_SOME.format(kind=kind, key_sql=key_sql(kind, features))


def held_sql(keys: str) -> str:
    """Return the expressions ``usable`` and ``held``: the rows of ``keys`` that yield pairs."""
    return HELD.format(keys=keys, ceiling=CEILING)


def pairs_sql(kind: str, slices: int, number: int, *, is_full: bool) -> str:
    """Return the query that adds the pairs of a part of the keys to the kind's candidates.

    A pair is added as often as it shares a key: those of another part may find it too.
    """
    return PAIRS.format(
        kind=kind,
        holders=f"identity.{kind}_key" if is_full else f"{kind}_holder",
        slices=slices,
        number=number,
        held=held_sql("part"),
        started="held" if is_full else "(from held semi join rescored using (record_key))",
        each_once=f"one.record_key {'<' if is_full else '<>'} other.record_key",
    )


def count_pairs(
    connection: duckdb.DuckDBPyConnection, kind: str
) -> list[tuple[str, int, int, int]]:
    """Return for each rule its keys, those above the ceiling, and the pairs that the others yield.

    It is by these numbers that the rules were chosen.
    """
    query = """
        with block as (select count(*) as records from ({keys}) group by key)

        select
            count(*),
            count(*) filter (records > {ceiling}),
            coalesce(sum(records * (records - 1) // 2) filter (records <= {ceiling}), 0)::bigint,
        from block
    """
    found = []
    for rule in RULES[kind]:
        form = LISTED_KEY if rule.is_list else KEY
        keys = form.format(number=0, key=rule.key, table="identity.feature", kind=kind)
        counted = connection.execute(query.format(keys=keys, ceiling=CEILING)).fetchall()
        found.append((rule.name, *counted[0]))
    return found
