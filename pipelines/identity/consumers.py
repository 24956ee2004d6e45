"""Consumers: the customer that a human behind contact persons is besides, and why none is known.

Belongs here: what speaks for which customer, as it is told and as words are laid out. Does not
belong here: who is one human, and the result (``contacts``).
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pyarrow as pa

from pipelines.identity.guards import Guards
from pipelines.identity.overrules import Words

# The customers that humans may be besides, of the contact persons in ``keyed``. Whoever buys for
# the organisation under his own name is a record of the organisation, and no consumer. A steward's
# word about the customer that one is goes before what the models say of the others.
BESIDES = """
likely as (
    select record_key_left as record_key, record_key_right as party_key from identity.scored_pair
    where match_weight >= $match_weight
    union all
    select record_key_right, record_key_left from identity.scored_pair
    where match_weight >= $match_weight
),

spoken as (
    select keyed.person_key, record.customer_key, said.is_one
    from keyed
    inner join said using (record_key)
    inner join identity.record as record on said.party_key = record.record_key
),

employer as (
    select distinct keyed.person_key, record.customer_key
    from keyed
    inner join identity.feature as feature using (record_key)
    inner join identity.record as record on feature.parent_key = record.record_key
),

possible as (
    select keyed.person_key, record.customer_key
    from keyed
    inner join likely using (record_key)
    inner join identity.record as record on likely.party_key = record.record_key
    where keyed.person_key not in (select person_key from spoken where is_one)
    union
    select person_key, customer_key from spoken where is_one
),

besides as (
    from possible
    anti join employer using (person_key, customer_key)
    anti join (from spoken where not is_one) using (person_key, customer_key)
)
"""

POSSIBLE = f"""
with keyed as (
    select record_key, person_key from identity.contact where person_key = $person_key
),

{BESIDES}

select 'employer', customer_key from employer
union
select 'told', customer_key
from (from spoken where is_one)
anti join employer using (customer_key)
anti join (from spoken where not is_one) using (customer_key)
union
select 'besides', customer_key from besides
order by all
"""


def consumer(connection: duckdb.DuckDBPyConnection, person_key: int) -> int | None:
    """Return the customer that a human is besides, if one is known."""
    query = "select any_value(consumer_key) from identity.contact where person_key = ?"
    found = connection.execute(query, [person_key]).fetchall()[0][0]
    return None if found is None else int(found)


class Objections(NamedTuple):
    """Why a human is not taken to be a customer besides, and the customers that he may be.

    ``employer``: it is the organisation that he speaks for; ``another_customer``: a steward said
    which one he is; ``several_customers``: this one is one of several that he may be.
    """

    names: set[str]
    candidates: tuple[int, ...]


def objections(
    connection: duckdb.DuckDBPyConnection,
    guards: Guards,
    words: Words,
    person_key: int,
    customer_key: int,
) -> Objections:
    """Return why a human is not taken to be a customer besides, whatever speaks for it."""
    bounds = {"person_key": person_key, "match_weight": guards.match_weight}
    connection.register("said", said_of_customers(words))
    rows = connection.execute(POSSIBLE, bounds).fetchall()
    connection.unregister("said")
    employers, told, candidates = (
        [key for name, key in rows if name == kind] for kind in ("employer", "told", "besides")
    )
    is_several = len(candidates) > 1
    names = {
        "employer": customer_key in employers,
        "another_customer": bool(told) and customer_key not in told,
        "several_customers": is_several and customer_key in candidates,
    }
    found = {name for name, holds in names.items() if holds}
    return Objections(found, tuple(candidates) if is_several else ())


def said_of_customers(words: Words) -> pa.Table:
    """Return the words as rows of a contact person and a party, whichever was named first."""
    rows = [
        (*two, is_one)
        for pairs, is_one in ((words.together, True), (words.apart, False))
        for pair in pairs
        for two in (pair, pair[::-1])
    ]
    one, other, said = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "record_key": pa.array(one, pa.int64()),
            "party_key": pa.array(other, pa.int64()),
            "is_one": pa.array(said, pa.bool_()),
        }
    )
