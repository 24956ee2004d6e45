"""The figures of accuracy equal what one gets by looking at every pair of records."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.accuracy.figures import Pairs, measure

# Keys as they are: any 64-bit integers, few enough that groups come about.
KEYS = st.sampled_from([-(2**63), -7, 0, 3, 11, 2**63 - 1])
RECORDS = st.lists(st.tuples(KEYS, KEYS), max_size=30)


@given(RECORDS)
def test_pairs_are_those_of_the_enumeration(records: list[tuple[int, int]]) -> None:
    counted = {"found": 0, "wrong": 0, "missed": 0}
    for (one, true_one), (other, true_other) in combinations(records, 2):
        if one == other:
            counted["found" if true_one == true_other else "wrong"] += 1
        elif true_one == true_other:
            counted["missed"] += 1
    assert measure(*_columns(records)).pairs == Pairs(**counted)


@given(RECORDS.filter(bool))
def test_b_cubed_is_the_mean_over_records(records: list[tuple[int, int]]) -> None:
    right = [sum(two == one for two in records) for one in records]
    said = [sum(two[0] == one[0] for two in records) for one in records]
    true = [sum(two[1] == one[1] for two in records) for one in records]
    found = measure(*_columns(records)).b_cubed
    assert found is not None
    assert found.precision == pytest.approx(
        np.mean([r / s for r, s in zip(right, said, strict=True)])
    )
    assert found.recall == pytest.approx(np.mean([r / t for r, t in zip(right, true, strict=True)]))


@given(RECORDS)
def test_clusters_are_those_of_the_enumeration(records: list[tuple[int, int]]) -> None:
    customers: dict[int, set[int]] = {}
    entities: dict[int, set[int]] = {}
    for place, (customer, entity) in enumerate(records):
        customers.setdefault(customer, set()).add(place)
        entities.setdefault(entity, set()).add(place)
    found = measure(*_columns(records)).clusters
    assert found is not None
    groups = list(entities.values())
    assert found.exact == sum(group in groups for group in customers.values())
    assert found.over_merged == sum(
        len({records[place][1] for place in group}) > 1 for group in customers.values()
    )
    assert found.split == sum(len({records[place][0] for place in group}) > 1 for group in groups)


def _columns(records: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    said, true = np.array(records, dtype=np.int64).reshape(-1, 2).T
    return said, true
