"""Deliveries that are drawn, and a working file in memory that they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import duckdb
import pytest
from hypothesis import strategies as st

from pipelines import settings as options
from pipelines import warehouse
from pipelines.identity.resolution import resolve
from pipelines.identity.scoring import blocking, scored_pairs

SOURCES = ("crm", "desk", "shop")
EMAILS = ("anna@mail.example", "ben@mail.example")
PHONES = ("+49 30 23125001", "+49 171 2034567")
# As close as a slip of the pen: what guards do has properties of its own.
NATIONAL_IDS = ("K7745L", "K7745M")
GIVEN_NAMES = ("Anna", "Anne")
BIRTH_DATES = (date(1980, 3, 11), date(1980, 3, 12))
ADDRESSES = {"street": ("Rosenweg 7", "Hafenstr. 12"), "postal_code": ("24103", "24105")}
LIMITS = {"email": 1, "phone": 2, "national_id": 1}
COLUMNS = (
    *("party_id", "party_type_code", "email", "phone", "mobile", "national_id"),
    *("given_name", "family_name", "birth_date", *ADDRESSES),
)
OPTIONS = options.load(identity={f"max_parties_per_{name}": n for name, n in LIMITS.items()})
# So high that no scored pair joins: what the naive resolution does not know of.
EXACT = options.load(
    identity={f"max_parties_per_{name}": n for name, n in LIMITS.items()} | {"match_weight": 1000}
)

Record = tuple[str, str]
Party = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """What landing would have written for one file."""

    number: int
    source: str
    day: date
    parties: tuple[Party, ...]


@dataclass
class Project:
    """A working file in memory that deliveries come to and are taken back from."""

    connection: duckdb.DuckDBPyConnection
    run_id: int = 0
    options: options.Settings = field(default_factory=lambda: OPTIONS)

    def clear(self, stated: options.Settings = OPTIONS) -> None:
        """Begin again, with every table empty."""
        self.run_id, self.options = 0, stated
        self.connection.execute("drop schema if exists identity cascade")
        for table in ("raw.party", "ledger.delivery", "ledger.touched"):
            self.connection.execute(f"delete from {table}")

    def land(self, delivery: Delivery, run_id: int) -> None:
        """Add a delivery."""
        self.connection.execute(
            "insert into ledger.delivery (delivery_id, source, delivered_on, status)"
            " values (?, ?, ?, 'loaded')",
            [delivery.number, delivery.source, delivery.day],
        )
        rows = [
            [party[column] for column in COLUMNS]
            + [delivery.source, delivery.number, place, delivery.day, run_id]
            for place, party in enumerate(delivery.parties)
        ]
        columns = (*COLUMNS, "_source", "_delivery", "_record", "_delivered_on", "_run")
        marks = ", ".join("?" for _ in columns)
        for row in rows:
            self.connection.execute(
                f"insert into raw.party ({', '.join(columns)}) values ({marks})", row
            )

    def take_back(self, delivery: Delivery, run_id: int) -> None:
        """Remove a delivery as a supersession does."""
        self.connection.execute(
            "insert into ledger.touched select distinct 'party', _source, party_id, ?"
            " from raw.party where _delivery = ?",
            [run_id, delivery.number],
        )
        self.connection.execute("delete from raw.party where _delivery = ?", [delivery.number])
        self.connection.execute(
            "update ledger.delivery set status = 'superseded' where delivery_id = ?",
            [delivery.number],
        )

    def run(self, landed: Iterable[Delivery], taken_back: Iterable[Delivery] = ()) -> None:
        """Land, take back and resolve."""
        self.run_id += 1
        for delivery in landed:
            self.land(delivery, self.run_id)
        for delivery in taken_back:
            self.take_back(delivery, self.run_id)
        resolve(self.connection, self.options, self.run_id)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what ``query`` finds."""
        return self.connection.execute(query).fetchall()

    def content(self) -> list[tuple[Any, ...]]:
        """Return the records without the run that made them."""
        return self.rows("select * exclude (_run) from identity.record order by all")

    def evidence(self) -> list[list[tuple[Any, ...]]]:
        """Return the pairs, exact and scored, without the run that made them."""
        return [
            self.rows("select * exclude (_run) from identity.pair order by all"),
            self.rows("from identity.scored_pair order by all"),
        ]

    def clusters(self) -> dict[int, frozenset[int]]:
        """Return the record keys of each customer."""
        members = defaultdict(set)
        for record, customer in self.rows("select record_key, customer_key from identity.record"):
            members[customer].add(record)
        return {customer: frozenset(records) for customer, records in members.items()}


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    """Return a project in which few records are scored as a few of many are."""
    with duckdb.connect(config={"threads": 1}) as connection, pytest.MonkeyPatch.context() as patch:
        warehouse.create_tables(connection)
        patch.setattr(scored_pairs, "MANY", 1.0)
        patch.setattr(blocking, "CEILING", 2)
        yield Project(connection)


def optional(values: Iterable[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from((None, *values))


PARTY = st.fixed_dictionaries(
    {
        "party_id": st.sampled_from("123"),
        "party_type_code": optional(("person", "organisation")),
        "email": optional(EMAILS),
        "phone": optional(PHONES),
        "mobile": optional(PHONES),
        "national_id": optional(NATIONAL_IDS),
        "given_name": optional(GIVEN_NAMES),
        "family_name": optional(("Berg", "Kern")),
        "birth_date": optional(BIRTH_DATES),
        **{column: optional(values) for column, values in ADDRESSES.items()},
    }
)


@st.composite
def deliveries(draw: st.DrawFn) -> list[Delivery]:
    """Draw deliveries; a party has one type within a day, which leaves its latest type no tie."""
    days = draw(st.lists(st.integers(0, 3), min_size=2, max_size=5))
    drawn = []
    for number, day in enumerate(days, 1):
        parties = draw(
            st.lists(PARTY, min_size=1, max_size=3, unique_by=lambda party: party["party_id"])
        )
        source = draw(st.sampled_from(SOURCES))
        drawn.append(Delivery(number, source, date(2024, 1, 1) + timedelta(day), tuple(parties)))
    return drawn


def naive(active: Iterable[Delivery]) -> dict[Record, Record]:
    """Resolve by the book: every two holders of a value that no guard excludes are one."""
    first: dict[Record, date] = {}
    kinds: dict[Record, tuple[date, str]] = {}
    holders: dict[tuple[str, str], set[Record]] = defaultdict(set)
    for delivery in active:
        for party in delivery.parties:
            record = (delivery.source, party["party_id"])
            first[record] = min(first.get(record, date.max), delivery.day)
            if party["party_type_code"]:
                kind = (delivery.day, party["party_type_code"])
                kinds[record] = max(kinds.get(record, kind), kind)
            for column in ("email", "phone", "mobile", "national_id"):
                if party[column]:
                    holders[column.replace("mobile", "phone"), party[column]].add(record)
    root = {record: record for record in first}

    def find(record: Record) -> Record:
        return record if root[record] == record else find(root[record])

    for (attribute, _), records in holders.items():
        sources = [source for source, _ in records]
        crowded = max(map(sources.count, sources)) > LIMITS[attribute]
        if not crowded and len({kinds[r][1] for r in records if r in kinds}) < 2:
            for left, right in combinations(sorted(records), 2):
                root[find(left)] = find(right)
    return {
        record: min((first[other], *other) for other in first if find(other) == find(record))[1:]
        for record in first
    }


def resolved(project: Project) -> dict[Record, Record]:
    """Return each record with the record that its customer key stems from."""
    return {
        tuple(row[:2]): tuple(row[2:])
        for row in project.rows("""
            select record.source, record.party_id, first.source, first.party_id
            from identity.record as record
            left join identity.record as first on record.customer_key = first.record_key
        """)
    }
