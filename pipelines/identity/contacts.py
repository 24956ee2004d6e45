"""Contact persons: which of them are one human, and which customer that human is besides.

Belongs here: the result for contact persons. Does not belong here: customers (``clusters``), how
likely two records are one (``scoring``), and whom a contact person spoke for when (dbt).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import duckdb
import pyarrow as pa

from pipelines.identity.consumers import BESIDES, said_of_customers
from pipelines.identity.groups import part, separate
from pipelines.identity.guards import Facts, Guards, Pair
from pipelines.identity.overrules import Words

TABLE = """
create table if not exists identity.contact (
    record_key bigint not null, source varchar not null, contact_person_id varchar not null,
    person_key bigint not null, consumer_key bigint, consumer_count bigint not null
);
"""

ACTIVE = """
create or replace temp table active_contact as
select
    durable_key('contact_person', _source, contact_person_id) as record_key,
    _source as source, contact_person_id, min(_delivered_on) as first_delivered_on,
from raw.contact_person
semi join ledger.active_delivery as delivery on _delivery = delivery.delivery_id
where _delivered_on <= $as_of
group by _source, contact_person_id
"""

PAIR = """
select record_key_left, record_key_right, match_weight, true
from identity.scored_pair
semi join {contacts} as one on record_key_left = one.record_key
semi join {contacts} as other on record_key_right = other.record_key
where match_weight >= $match_weight
"""

FACTS = """
select record_key, birth_date
from identity.feature semi join {contacts} using (record_key)
where birth_date is not null
"""

SPOKEN = "select record_key from {contacts} where record_key in (select unnest($keys))"

# A person's key is that of its first record, as a customer's is.
RESULT = f"""
delete from identity.contact;

insert into identity.contact
with member as (
    select active_contact.*, coalesce(person.name, active_contact.record_key) as name,
    from active_contact left join person using (record_key)
),

keyed as (
    select
        * exclude (name),
        first_value(record_key) over (
            partition by name order by first_delivered_on, source, contact_person_id
        ) as person_key,
    from member
),

{BESIDES},

consumer as (
    select person_key, count(*) as consumers, any_value(customer_key) as customer_key,
    from besides group by person_key
)

select
    keyed.record_key, keyed.source, keyed.contact_person_id, keyed.person_key,
    case when consumer.consumers = 1 then consumer.customer_key end,
    coalesce(consumer.consumers, 0),
from keyed left join consumer using (person_key)
"""


def assign(
    connection: duckdb.DuckDBPyConnection, guards: Guards, words: Words, as_of: date
) -> None:
    """Write ``identity.contact`` anew: one row for every contact person of an active delivery.

    A pure function of features, scored pairs, words and the customers of party records. Two are one
    human by the same weight, the same guards and the words of stewards as party records are one
    customer. Where one is likely to be several customers, none is taken: ``consumer_count`` says
    how many, for a steward to settle.
    """
    connection.execute(ACTIVE, {"as_of": as_of})
    threshold = {"match_weight": guards.match_weight}
    pairs, facts, together, apart = _evidence(connection, guards, words, "active_contact")
    groups = separate(pairs, facts, guards, together=together, apart=apart)
    named = {"record_key": list(groups), "name": list(groups.values())}
    person = pa.table(named, pa.schema({"record_key": pa.int64(), "name": pa.int64()}))
    connection.register("person", person)
    connection.register("said", said_of_customers(words))
    connection.execute(RESULT, threshold)
    connection.unregister("said")
    connection.unregister("person")
    connection.execute("drop table active_contact")


def refusals(
    connection: duckdb.DuckDBPyConnection, guards: Guards, words: Words, left: int, right: int
) -> set[str]:
    """Return which guards hold two contact persons apart, though pairs tie theirs."""
    pairs, facts, together, apart = _evidence(connection, guards, words, "identity.contact")
    return part(pairs, facts, guards, together, apart).refusals(left, right)


class _Evidence(NamedTuple):
    """What groups of contact persons are made of."""

    pairs: list[Pair]
    facts: dict[int, Facts]
    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]


def _evidence(
    connection: duckdb.DuckDBPyConnection, guards: Guards, words: Words, contacts: str
) -> _Evidence:
    threshold = {"match_weight": guards.match_weight}
    pairs = connection.execute(PAIR.format(contacts=contacts), threshold).fetchall()
    born = connection.execute(FACTS.format(contacts=contacts)).fetchall()
    spoken = connection.execute(SPOKEN.format(contacts=contacts), {"keys": words.records})
    said = words.among({key for (key,) in spoken.fetchall()})
    return _Evidence(
        [Pair(*row) for row in pairs],
        {key: Facts(frozenset([day])) for key, day in born},
        said.together,
        said.apart,
    )
