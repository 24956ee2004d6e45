"""Connected components, between the pairs and the customers."""

import numpy as np

from pipelines.identity.clusters import components


def test_components_follow_chains_in_any_direction() -> None:
    left = np.array([5, -7, 40], dtype=np.int64)
    right = np.array([6, 5, 41], dtype=np.int64)
    keys, labels, pairs = components(left, right)
    assert [keys[ends].tolist() for ends in pairs] == [left.tolist(), right.tolist()]
    by_key = dict(zip(keys.tolist(), labels.tolist(), strict=True))
    assert by_key[5] == by_key[6] == by_key[-7]
    assert by_key[40] == by_key[41] != by_key[5]


def test_no_pairs_give_no_components() -> None:
    none = np.array([], dtype=np.int64)
    keys, labels, _ = components(none, none)
    assert len(keys) == len(labels) == 0
