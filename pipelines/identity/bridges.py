"""Where a weak pair may be all that ties two groups: which records the bridge guard has to look at.

Belongs here: what can be ruled out over all records at once. Does not belong here: the guard itself
(``groups``), which joins one pair after the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ends = NDArray[np.int64]


def connected(count: int, left: Ends, right: Ends) -> Ends:
    """Return the number of the component of each of ``count`` places that edges connect."""
    one = np.ones(len(left), dtype=np.int8)
    _, labels = connected_components(coo_array((one, (left, right)), shape=(count, count)))
    numbers: Ends = labels.astype(np.int64)
    return numbers


def may_be_bridged(count: int, left: Ends, right: Ends, is_weak: NDArray[np.bool_]) -> Ends:
    """Return places beside a weak edge that may remain the only one between two groups.

    Where no other guard holds, groups become one by any strong edge and by any two edges, and
    nothing stays alone: what that ties is contracted until nothing more is certain.
    """
    group = connected(count, left[~is_weak], right[~is_weak])
    left, right = left[is_weak], right[is_weak]
    while True:
        is_open = group[left] != group[right]
        left, right = left[is_open], right[is_open]
        one = np.minimum(group[left], group[right])
        other = np.maximum(group[left], group[right])
        tied, edges = np.unique(one * count + other, return_counts=True)
        one, other = tied // count, tied % count
        is_alone = np.bincount(group, minlength=count) == 1
        is_alone &= np.bincount(np.concatenate([one, other]), minlength=count) == 1
        is_certain = (edges > 1) | is_alone[one] | is_alone[other]
        if not is_certain.any():
            return left
        group = connected(count, one[is_certain], other[is_certain])[group]
