"""Which pairs of records are scored: those that share the key of a rule.

Belongs here: the rules and their ceiling, and how many pairs each yields. Does not belong here: the
keys that are kept of all records, and the pairs that they yield (``candidates``). A rule is an
equality of keys, so that DuckDB joins by hash; the key of a record is the hash of rule and text.
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
    Rule("house", joined("postal_code", "street[1:6]", "house_number")),
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

# The holders of keys that are one's alone no more, and not too many's.
HELD = """
usable as (select key from {keys} group by key having count(*) between 2 and {ceiling}),

held as (select * from {keys} semi join usable using (key))
"""


def key_sql(kind: str, table: str, rules: Sequence[Rule] | None = None) -> str:
    """Return the query for the keys of a kind's records by every rule."""
    return " union all ".join(
        (LISTED_KEY if rule.is_list else KEY).format(
            number=number, key=rule.key, table=table, kind=kind
        )
        for number, rule in enumerate(rules or RULES[kind])
    )


def held_sql(keys: str) -> str:
    """Return the expressions ``usable`` and ``held``: the rows of ``keys`` that yield pairs."""
    return HELD.format(keys=keys, ceiling=CEILING)


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
