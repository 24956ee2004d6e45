"""A steward's word: kept, in force until taken back, the last one about two records counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from pipelines import settings as options
from pipelines import warehouse
from pipelines.identity import overrules
from pipelines.identity.naming import OverruleError, Record, key_of
from pipelines.identity.overrules import Kind, Request, Said
from pipelines.identity.resolution import resolve

PARTIES = {"1": "anna@mail.example", "2": "ben@mail.example", "3": "anna@mail.example"}
ONE, TWO, THREE = Record("crm", "1"), Record("crm", "2"), Record("shop", "3")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        warehouse.create_tables(connection)
        for number, source in enumerate(("crm", "shop"), 1):
            connection.execute(
                "insert into ledger.delivery (delivery_id, source, delivered_on, status) "
                "values (?, ?, ?, 'loaded')",
                [number, source, date(2024, 1, number)],
            )
        for record, (party_id, email) in enumerate(PARTIES.items()):
            source, delivery = ("shop", 2) if party_id == "3" else ("crm", 1)
            connection.execute(
                "insert into raw.party (party_id, email, _source, _delivery, _record, "
                "_delivered_on, _run) values (?, ?, ?, ?, ?, ?, 1)",
                [party_id, email, source, delivery, record, date(2024, 1, delivery)],
            )
        resolve(connection, options.load(), 1)
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, run_id: int, request: Request) -> None:
    resolve(connection, options.load(), run_id, None, request)


def said(connection: duckdb.DuckDBPyConnection, kind: Kind, left: Record, right: Record) -> Request:
    keys = [key_of(connection, one) for one in (left, right)]
    return Request(said=(Said(kind, *keys, "a reason"),))


def customers(connection: duckdb.DuckDBPyConnection) -> set[frozenset[str]]:
    rows = connection.execute(
        "select list(party_id) from identity.record group by customer_key"
    ).fetchall()
    return {frozenset(parties) for (parties,) in rows}


def content(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return (
        connection.execute("select * exclude (_run) from identity.record order by all").fetchall()
        + connection.execute("from identity.redirect order by all").fetchall()
    )


def test_a_merge_joins_what_no_rule_joins_and_undone_all_is_as_before(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    before = content(connection)
    assert customers(connection) == {frozenset("13"), frozenset("2")}
    ask(connection, 2, said(connection, "merge", TWO, THREE))
    assert customers(connection) == {frozenset("123")}
    ask(connection, 3, Request(undone=(1,)))
    assert content(connection) == before


def test_a_split_parts_what_a_rule_joins_through_every_rebuild(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    before = customers(connection)
    ask(connection, 2, said(connection, "split", ONE, THREE))
    assert customers(connection) == {frozenset("1"), frozenset("2"), frozenset("3")}
    connection.execute("delete from identity.state")
    ask(connection, 3, overrules.NOTHING)
    assert customers(connection) == {frozenset("1"), frozenset("2"), frozenset("3")}
    ask(connection, 4, Request(undone=(1,)))
    assert customers(connection) == before
    # The key that was given in between leads on.
    assert connection.execute("select count(*) from identity.redirect").fetchall() == [(1,)]


def test_the_last_word_about_two_records_counts(connection: duckdb.DuckDBPyConnection) -> None:
    ask(connection, 2, said(connection, "split", ONE, THREE))
    ask(connection, 3, said(connection, "merge", THREE, ONE))
    assert customers(connection) == {frozenset("13"), frozenset("2")}
    ask(connection, 4, Request(undone=(2,)))
    assert customers(connection) == {frozenset("1"), frozenset("2"), frozenset("3")}


def test_what_is_not_there_is_refused_and_nothing_is_kept(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    before = content(connection)
    one = key_of(connection, ONE)
    for request, said in [
        (Request(said=(Said("merge", one, 77, ""),)), "not there"),
        (Request(said=(Said("merge", one, one, ""),)), "name two"),
        (Request(undone=(5,)), "no such word in force"),
    ]:
        with pytest.raises(OverruleError, match=said):
            ask(connection, 2, request)
    with pytest.raises(OverruleError, match="no party with the id"):
        key_of(connection, Record("crm", "77"))
    assert overrules.numbers(connection) == []
    assert content(connection) == before


def test_a_record_is_named_by_source_and_id() -> None:
    assert Record.parse("crm:A:1") == Record("crm", "A:1")
    with pytest.raises(OverruleError, match="SOURCE:ID"):
        Record.parse("A1")
