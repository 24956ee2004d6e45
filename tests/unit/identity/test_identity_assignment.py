"""From pairs and words to the customer of each record, on pairs that a test states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pytest

from pipelines.identity import clusters, tables
from pipelines.identity.guards import Guards
from pipelines.identity.overrules import Words

GUARDS, SILENCE = Guards(), Words()
WEAK = 6.0


@dataclass
class Evidence:
    """Records, values, pairs and scores of a test; record keys are small numbers."""

    connection: duckdb.DuckDBPyConnection

    def know(self, *keys: int, **facts: date) -> None:
        """Add active records; one of a lower key was delivered earlier."""
        for key in keys:
            self.connection.execute(
                "insert into identity.profile values (?, 'crm', ?, null, ?, ?)",
                [key, str(key), facts.get("born"), date(2024, 1, key)],
            )

    def share(self, *keys: int, value: str, attribute: str = "email") -> None:
        """Let records share a value that no guard excludes."""
        self.connection.execute(
            "insert into evidence values (?, ?, ?)", [attribute, value, min(keys)]
        )
        for key in keys:
            self.connection.execute(
                "insert into identity.record_value values (?, ?, ?)", [key, attribute, value]
            )
            if key != min(keys):
                self.connection.execute(
                    "insert into identity.pair values (?, ?, ?, 1)",
                    [min(keys), key, f"exact_{attribute}"],
                )

    def score(self, left: int, right: int, weight: float) -> None:
        """Let a model weigh two records."""
        self.connection.execute(
            "insert into identity.scored_pair values (?, ?, 'person', 0, ?, [])",
            [left, right, weight],
        )

    def customers(self, guards: Guards = GUARDS, words: Words = SILENCE) -> set[frozenset[int]]:
        """Return the records of each customer, which goes by its first record."""
        clusters.assign(self.connection, guards, words)
        rows = self.connection.execute("""
            select customer_key, list(record_key order by first_delivered_on)
            from assignment group by all
        """).fetchall()
        assert all(customer == members[0] for customer, members in rows)
        return {frozenset(members) for _, members in rows}


@pytest.fixture
def evidence() -> Iterator[Evidence]:
    with duckdb.connect() as connection:
        tables.create(connection)
        connection.execute("""
            create temp table evidence (
                attribute_code varchar, normalised_value varchar, first_record_key bigint
            )
        """)
        yield Evidence(connection)


def parts(*groups: tuple[int, ...]) -> set[frozenset[int]]:
    return set(map(frozenset, groups))


def test_shared_values_and_scores_from_the_threshold_on_join(evidence: Evidence) -> None:
    evidence.know(1, 2, 3, 4, 5)
    evidence.share(1, 2, value="a@b.de")
    evidence.score(2, 3, WEAK)
    evidence.score(3, 4, 4.9)
    assert evidence.customers() == parts((1, 2, 3), (4,), (5,))


def test_a_pair_whose_record_is_gone_joins_nothing(evidence: Evidence) -> None:
    evidence.know(2, 3)
    evidence.share(1, 2, value="a@b.de")
    evidence.share(1, 3, value="c@d.de")
    assert evidence.customers() == parts((2,), (3,))


def test_words_about_a_record_that_is_gone_tie_no_others(evidence: Evidence) -> None:
    evidence.know(1, 2, 3)
    words = Words(together=((1, 9), (2, 9)), apart=((3, 9),))
    assert evidence.customers(words=words) == parts((1,), (2,), (3,))


def test_words_about_active_records_hold(evidence: Evidence) -> None:
    evidence.know(1, 2, 3, 4)
    evidence.share(3, 4, value="a@b.de")
    words = Words(together=((1, 2),), apart=((3, 4),))
    assert evidence.customers(words=words) == parts((1, 2), (3,), (4,))


def test_records_of_different_births_are_two_customers(evidence: Evidence) -> None:
    evidence.know(1, born=date(1980, 3, 11))
    evidence.know(2, born=date(1953, 11, 30))
    evidence.share(1, 2, value="a@b.de")
    assert evidence.customers() == parts((1,), (2,))
