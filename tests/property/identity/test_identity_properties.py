"""Identity for any deliveries in any order over any runs, with some taken back in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import settings as options
from pipelines import warehouse
from pipelines.identity import resolve

SOURCES = ("crm", "desk", "shop")
EMAILS = ("anna@mail.example", "ben@mail.example")
PHONES = ("+49 30 23125001", "+49 171 2034567")
# As close as a slip of the pen: what guards do has properties of its own.
NATIONAL_IDS = ("K7745L", "K7745M")
LIMITS = {"email": 1, "phone": 2, "national_id": 1}
COLUMNS = ("party_id", "party_type_code", "email", "phone", "mobile", "national_id")
OPTIONS = options.load(identity={f"max_parties_per_{name}": n for name, n in LIMITS.items()})
# So high that no scored pair joins: what the naive resolution does not know of.
EXACT = options.load(
    identity={f"max_parties_per_{name}": n for name, n in LIMITS.items()} | {"match_weight": 1000}
)
ONE_RUN = settings(max_examples=30, deadline=None)
MANY_RUNS = settings(max_examples=10, deadline=None)  # a resolution of a few rows takes 0.3 s

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

    def clusters(self) -> dict[int, frozenset[int]]:
        """Return the record keys of each customer."""
        members = defaultdict(set)
        for record, customer in self.rows("select record_key, customer_key from identity.record"):
            members[customer].add(record)
        return {customer: frozenset(records) for customer, records in members.items()}


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with duckdb.connect(config={"threads": 1}) as connection:
        warehouse.create_tables(connection)
        yield Project(connection)


def optional(values: Iterable[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, *values))


PARTY = st.fixed_dictionaries(
    {
        "party_id": st.sampled_from("123"),
        "party_type_code": optional(("person", "organisation")),
        "email": optional(EMAILS),
        "phone": optional(PHONES),
        "mobile": optional(PHONES),
        "national_id": optional(NATIONAL_IDS),
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


@ONE_RUN
@given(deliveries())
def test_customers_are_those_of_a_naive_union_find(project: Project, drawn: list[Delivery]) -> None:
    project.clear(EXACT)
    project.run(drawn)
    found = resolved(project)
    assert found == naive(drawn)
    # An equivalence: the first record of a customer is its own, so the customers partition.
    assert all(found[first] == first for first in found.values())


@MANY_RUNS
@given(deliveries(), st.data())
def test_any_order_over_any_runs_gives_the_same_records(
    project: Project, drawn: list[Delivery], data: st.DataObject
) -> None:
    project.clear()
    project.run(drawn)
    at_once = project.content()
    evidence = project.rows("select * exclude (_run) from identity.pair order by all")

    project.clear()
    waiting = data.draw(st.permutations(drawn))
    while waiting:
        size = data.draw(st.integers(1, len(waiting)))
        project.run(waiting[:size])
        waiting = waiting[size:]
    assert project.content() == at_once
    assert project.rows("select * exclude (_run) from identity.pair order by all") == evidence


@MANY_RUNS
@given(deliveries())
def test_later_deliveries_leave_the_keys_to_the_records_before_them(
    project: Project, drawn: list[Delivery]
) -> None:
    project.clear()
    before: dict[int, frozenset[int]] = {}
    for days, delivery in enumerate(sorted(drawn, key=lambda delivery: delivery.day)):
        project.run([replace(delivery, day=delivery.day + timedelta(days))])
        known = frozenset().union(*before.values())
        customers = {records: key for key, records in before.items()}
        after = project.clusters()
        for key, records in after.items():
            old = records & known
            assert not old or key in old
            assert customers.get(old, key) == key
        before = after


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[Delivery], list[Delivery]]]:
    """Draw runs: what each lands and what it takes back of earlier ones."""
    waiting, active, runs = draw(deliveries()), [], []
    while waiting:
        taken_back = [old for old in active if draw(st.integers(0, 3)) == 0]
        size = draw(st.integers(1, len(waiting)))
        landed, waiting = waiting[:size], waiting[size:]
        active = [old for old in active if old not in taken_back] + landed
        runs.append((landed, taken_back))
    runs.append(([], [old for old in active if draw(st.booleans())]))
    return runs


@MANY_RUNS
@given(histories())
def test_keys_events_and_redirects_hold_through_any_history(
    project: Project, runs: list[tuple[list[Delivery], list[Delivery]]]
) -> None:
    project.clear(EXACT)
    active: list[Delivery] = []
    last_members: dict[int, frozenset[int]] = {}
    last_runs: dict[tuple[int, int], int] = {}
    before: dict[int, frozenset[int]] = {}
    last_redirects: dict[int, int] = {}
    for landed, taken_back in runs:
        project.run(landed, taken_back)
        active = [old for old in active if old not in taken_back] + landed
        clusters = project.clusters()

        assert resolved(project) == naive(active)
        for key, members in clusters.items():
            assert last_members.get(key, members) & members, "a key went to other records"
        last_members |= clusters

        rows = project.rows("select record_key, customer_key, _run from identity.record")
        runs_now = {(record, customer): run for record, customer, run in rows}
        for unchanged in runs_now:
            assert runs_now[unchanged] == last_runs.get(unchanged, project.run_id)
        last_runs = runs_now

        redirects = dict(project.rows("from identity.redirect"))
        assert set(redirects) <= set(last_members)
        assert_redirects_follow(before, clusters, last_redirects, redirects)
        before, last_redirects = clusters, redirects
    assert replayed(project) == customers_by_record(clusters)


def customers_by_record(clusters: dict[int, frozenset[int]]) -> dict[int, int]:
    """Turn customers with their records into records with their customer."""
    return {record: key for key, records in clusters.items() for record in records}


def assert_redirects_follow(
    before: dict[int, frozenset[int]],
    after: dict[int, frozenset[int]],
    last_redirects: dict[int, int],
    redirects: dict[int, int],
) -> None:
    """Check that each retired key leads to where its record, or else its customer, went."""
    assert set(redirects.values()) <= set(after)
    assert not set(redirects) & set(after)
    customer_of = customers_by_record(after)
    for retired, last in ({key: key for key in before} | last_redirects).items():
        successors = {customer_of[record] for record in before[last] if record in customer_of}
        if retired in customer_of:
            successors = {customer_of[retired]}
        if retired not in after:
            assert {redirects[retired]} <= successors if successors else retired not in redirects


def replayed(project: Project) -> dict[int, int]:
    """Return the records as the events alone tell them, each checked against what it follows."""
    told: dict[int, int] = {}
    for event, key, into, record in project.rows(
        "select event, customer_key, into_customer_key, record_key"
        " from identity.event order by run_id"
    ):
        assert (event == "new") == (record not in told)
        if event == "new":
            told[record] = key
            continue
        assert told[record] == key
        if into is None:
            assert event == "retire"
            del told[record]
        else:
            told[record] = into
    return told
