"""From pairs and words to the customer of each record, on pairs that a test states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pytest

from pipelines.identity import clusters, tables
from pipelines.identity.bridges import may_be_bridged
from pipelines.identity.guards import Guards
from pipelines.identity.overrules import Words
from pipelines.identity.rules import ATTRIBUTES, Rules

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
                "insert into identity.profile values (?, ?, ?, null, ?, ?)",
                [key, f"system {key}", str(key), facts.get("born"), date(2024, 1, key)],
            )

    def share(self, *keys: int, value: str, attribute: str = "email") -> None:
        """Let records, each of a system of its own, share a value."""
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
        rules = Rules("DE", dict.fromkeys(ATTRIBUTES, 1), {}, guards)
        clusters.assign(self.connection, rules, words)
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
        yield Evidence(connection)


def parts(*groups: tuple[int, ...]) -> set[frozenset[int]]:
    return set(map(frozenset, groups))


def test_shared_values_and_scores_from_the_threshold_on_join(evidence: Evidence) -> None:
    evidence.know(1, 2, 3, 4, 5)
    evidence.share(1, 2, value="a@b.de")
    evidence.score(2, 3, WEAK)
    evidence.score(3, 4, 2.9)
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


def test_a_weak_pair_bridges_no_two_groups_whether_a_steward_spoke_or_not(
    evidence: Evidence,
) -> None:
    evidence.know(1, 2, 3, 4, 5, 6)
    evidence.share(1, 2, 3, value="a@b.de")
    evidence.share(4, 5, 6, value="c@d.de")
    evidence.score(3, 4, WEAK)
    apart = parts((1, 2, 3), (4, 5, 6))
    assert evidence.customers() == apart
    assert evidence.customers(words=Words(together=((1, 2),))) == apart
    assert evidence.customers(words=Words(together=((3, 4),))) == parts((1, 2, 3, 4, 5, 6))
    evidence.score(1, 6, WEAK)
    assert evidence.customers() == parts((1, 2, 3, 4, 5, 6))


def test_records_without_any_pair_are_a_customer_each(evidence: Evidence) -> None:
    evidence.know(1, 2)
    assert evidence.customers() == parts((1,), (2,))


@pytest.mark.parametrize(
    ("weak", "is_seen"),
    [
        ([(1, 2), (2, 3)], False),  # nobody stays alone
        ([(1, 2), (2, 3), (3, 4)], True),
        ([(1, 2), (2, 3), (3, 4), (4, 1)], True),
        ([(0, 5), (0, 6)], False),  # whoever is tied to one place only goes with it
        ([(0, 7), (7, 8), (8, 5)], False),  # two ways
    ],
)
def test_bridges_are_looked_for_where_nothing_else_is_certain(
    weak: list[tuple[int, int]], is_seen: bool
) -> None:
    strong = [(0, 5), (7, 8)] if (7, 8) in weak else []
    weak = [two for two in weak if two not in strong]
    ends = np.array([*strong, *weak], dtype=np.int64)
    is_weak = np.array([False] * len(strong) + [True] * len(weak))
    assert bool(len(may_be_bridged(9, ends[:, 0], ends[:, 1], is_weak))) is is_seen


def test_a_customer_has_no_more_records_than_is_allowed(evidence: Evidence) -> None:
    evidence.know(1, 2, 3)
    evidence.share(1, 2, 3, value="a@b.de")
    assert sorted(map(len, evidence.customers(Guards(max_records=2)))) == [1, 2]


def test_of_a_value_all_pairs_count_where_its_first_record_belongs_elsewhere(
    evidence: Evidence,
) -> None:
    evidence.know(1, born=date(1980, 3, 11))
    evidence.know(2, 3, born=date(1953, 11, 30))
    evidence.share(1, 2, 3, value="a@b.de")
    assert evidence.customers() == parts((1,), (2, 3))


def test_two_records_that_were_scored_have_their_differences_in_their_weight(
    evidence: Evidence,
) -> None:
    evidence.know(1, born=date(1980, 3, 11))
    evidence.know(2, born=date(1953, 11, 30))
    evidence.score(1, 2, WEAK)
    assert evidence.customers() == parts((1, 2))
