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

# Which customers a human may be besides, by models and words alike, and which of them a steward
# named; his organisation is marked.
POSSIBLE = """
with told as (
    select record.customer_key, said.is_one
    from identity.contact
    inner join said using (record_key)
    inner join identity.record as record on said.party_key = record.record_key
    where contact.person_key = $person_key
),

likely as (
    select record.customer_key
    from identity.contact
    inner join identity.scored_pair as pair
        on contact.record_key in (pair.record_key_left, pair.record_key_right)
    inner join identity.record as record
        on record.record_key in (pair.record_key_left, pair.record_key_right)
    where contact.person_key = $person_key and pair.match_weight >= $match_weight
),

employer as (
    select record.customer_key
    from identity.contact
    inner join identity.feature as feature using (record_key)
    inner join identity.record as record on feature.parent_key = record.record_key
    where contact.person_key = $person_key
)

select
    customer_key,
    customer_key in (from employer) as is_employer,
    customer_key in (select customer_key from told where is_one) as is_told,
from (from likely union select customer_key from told where is_one union from employer)
where customer_key not in (select customer_key from told where not is_one)
order by customer_key
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
    employers = {key for key, is_employer, _ in rows if is_employer}
    told = {key for key, _, is_told in rows if is_told} - employers
    candidates = told or {key for key, *_ in rows} - employers
    names = {
        "employer": customer_key in employers,
        "another_customer": bool(told) and customer_key not in told,
        "several_customers": len(candidates) > 1 and customer_key in candidates,
    }
    several = tuple(sorted(candidates)) if len(candidates) > 1 else ()
    return Objections({name for name, holds in names.items() if holds}, several)


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
