"""The figures of accuracy, against examples that were reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.identity.accuracy.figures import Pairs, measure, measure_pairs


def test_the_textbook_example_has_its_figures() -> None:
    # Entities {a b c d} {e f} {g}; customers {a b c} {d e f} {g}.
    found = measure(np.array([1, 1, 1, 2, 2, 2, 3]), np.array([7, 7, 7, 7, 8, 8, 9]))
    assert found.pairs == Pairs(found=4, wrong=2, missed=3)
    assert found.pairs.score.precision == pytest.approx(4 / 6)
    assert found.pairs.score.recall == pytest.approx(4 / 7)
    assert found.pairs.score.f1 == pytest.approx(8 / 13)
    assert found.b_cubed is not None
    # By record: a b c 1, d 1/3, e f 2/3, g 1; and a b c 3/4, d 1/4, e f 1, g 1.
    assert found.b_cubed.precision == pytest.approx((3 + 1 / 3 + 4 / 3 + 1) / 7)
    assert found.b_cubed.recall == pytest.approx((9 / 4 + 1 / 4 + 2 + 1) / 7)


def test_clusters_are_told_apart_by_what_is_wrong_with_them() -> None:
    found = measure(np.array([1, 1, 1, 2, 2, 2, 3]), np.array([7, 7, 7, 7, 8, 8, 9])).clusters
    assert found is not None
    assert (found.customers, found.entities) == (3, 3)
    assert (found.exact, found.over_merged, found.split) == (1, 1, 1)
    assert found.customer_sizes == {1: 1, 3: 2}
    assert found.entity_sizes == {1: 1, 2: 1, 4: 1}


def test_labelled_pairs_are_counted_one_by_one() -> None:
    found = measure_pairs(
        np.array([True, True, False, False]), np.array([True, False, True, False])
    )
    assert found.pairs == Pairs(found=1, wrong=1, missed=1)
    assert found.b_cubed is None
    assert found.clusters is None


def test_who_says_nothing_says_nothing_wrong() -> None:
    nothing = np.array([], dtype=np.int64)
    found = measure(nothing, nothing)
    assert found.pairs == Pairs(0, 0, 0)
    assert (found.pairs.score.precision, found.pairs.score.recall) == (1, 1)
    apart = measure(np.array([1, 2]), np.array([5, 5])).pairs.score
    assert (apart.precision, apart.recall, apart.f1) == (1, 0, 0)
