"""Exact pairs and their guards, on values that are already normalised."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from pipelines.identity import pairs, tables
from pipelines.identity.rules import Rules

RULES = Rules("DE", {"email": 1, "phone": 2, "national_id": 1}, {})


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        tables.create(connection)
        yield connection


def holds(
    connection: duckdb.DuckDBPyConnection,
    key: int,
    source: str,
    values: dict[str, str],
    party_type: str | None = None,
    day: int = 1,
) -> None:
    connection.execute(
        "insert into identity.profile values (?, ?, ?, ?, null, ?)",
        [key, source, str(key), party_type, date(2024, 1, day)],
    )
    for attribute, value in values.items():
        row = [key, attribute, value]
        connection.execute("insert into identity.record_value values (?, ?, ?)", row)


def found(connection: duckdb.DuckDBPyConnection, run_id: int = 1) -> list[tuple[int, int, str]]:
    pairs.refresh(connection, RULES, run_id)
    connection.execute("drop table exact_pair")
    return connection.execute(
        "select record_key_left, record_key_right, rule from identity.pair order by all"
    ).fetchall()


def test_a_shared_value_joins_across_sources(connection: duckdb.DuckDBPyConnection) -> None:
    holds(connection, 1, "crm", {"email": "a@b.de", "phone": "+491"})
    holds(connection, 2, "shop", {"email": "a@b.de"})
    holds(connection, 3, "desk", {"phone": "+491"})
    holds(connection, 4, "desk", {"national_id": "+491"})
    assert found(connection) == [(1, 2, "exact_email"), (1, 3, "exact_phone")]


def test_a_value_gives_a_star_from_its_first_record(connection: duckdb.DuckDBPyConnection) -> None:
    for key, source, day in [(1, "a", 5), (2, "c", 3), (3, "b", 3), (4, "d", 9)]:
        holds(connection, key, source, {"email": "a@b.de"}, day=day)
    assert found(connection) == [(3, key, "exact_email") for key in (1, 2, 4)]


def test_a_value_that_too_many_parties_of_one_source_share_joins_none(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for key, source in [(1, "crm"), (2, "crm"), (3, "shop")]:
        holds(connection, key, source, {"email": "family@b.de", "phone": "+491"})
    assert found(connection) == [(1, 2, "exact_phone"), (1, 3, "exact_phone")]
    holds(connection, 4, "crm", {"phone": "+491"})
    assert found(connection) == []


def test_a_value_of_a_person_and_an_organisation_joins_none(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    holds(connection, 1, "crm", {"email": "a@b.de"}, "organisation")
    holds(connection, 2, "shop", {"email": "a@b.de"})
    assert found(connection) == [(1, 2, "exact_email")]
    holds(connection, 3, "desk", {"email": "a@b.de"}, "person")
    assert found(connection) == []


def test_an_unchanged_pair_keeps_its_run_and_pairs_of_other_rules_stay(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("insert into identity.pair values (8, 9, 'scored', 1)")
    holds(connection, 1, "crm", {"email": "a@b.de"})
    holds(connection, 2, "shop", {"email": "a@b.de"}, day=2)
    found(connection, run_id=1)
    holds(connection, 3, "desk", {"email": "a@b.de"}, day=2)
    found(connection, run_id=2)
    runs = connection.execute("select record_key_right, _run from identity.pair order by all")
    assert runs.fetchall() == [(2, 1), (3, 2), (9, 1)]


def test_a_value_that_very_many_parties_share_costs_no_comparison_of_their_names(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    # Each with each, the names of 50,000 would be compared for minutes.
    connection.execute("""
        insert into identity.profile
        select i, 'crm', i::varchar, 'person', null, date '2024-01-01' from range(50000) as t(i);
        insert into identity.record_value select i, 'phone', '+491' from range(50000) as t(i);
        insert into identity.feature (record_key, entity, source, kind, given_name, given_root)
        select i, 'party', 'crm', 'person', md5(i::varchar), md5(i::varchar)
        from range(50000) as t(i)
    """)
    assert found(connection) == []
