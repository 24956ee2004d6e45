"""Guards against over-merging: what a customer may not be made of.

Belongs here: the bounds, and which facts of two records are in conflict. Does not belong here:
which pairs join in spite of a conflict (``groups``).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Protocol

from pipelines.identity.slips import is_same_birth, is_same_id

# One wrong in a million by the models' odds. A shared value weighs more, since it has guards of its
# own; a scored pair that weighs less is mostly a name and something that a household shares.
CERTAIN = 20.0


@dataclass(frozen=True)
class Guards:
    """What a customer may not be made of.

    No more than ``max_records`` records; no two of them with national ids or birth dates of which
    none is the same but for a slip of the pen. A pair that weighs less than ``certain`` (the base-2
    logarithm of a Bayes factor) does not alone join two groups that have several records each.

    A scored pair has its own differences in its weight already: they do not hold it apart. Those of
    other records do, if they differ by more than two slips and outnumber the pairs that join.
    ``match_weight`` is the weight from which on a scored pair joins.
    """

    max_records: int = 50
    certain: float = CERTAIN
    match_weight: float = 3.0


@dataclass(frozen=True)
class Facts:
    """What cannot be two things of one party; empty where it is not known."""

    birth_dates: frozenset[date] = frozenset()
    national_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Pair:
    """Evidence that two records are one, ``left < right``; a steward's word has no weight."""

    left: int
    right: int
    weight: float
    is_scored: bool = False


NOTHING = Facts()

# What may refuse a pair, beside "birth_date" and "national_id".
WORD, SIZE, BRIDGE = (frozenset({name}) for name in ("word", "max_records", "bridge"))


class Known(Protocol):
    """Birth dates and national ids of a record, or of several."""

    @property
    def birth_dates(self) -> Set[date]:
        """Those that are known."""

    @property
    def national_ids(self) -> Set[str]:
        """Those that are known."""


def may_conflict(one: Known, other: Known, slips: int) -> bool:
    """Tell whether any values of two groups differ by more than slips: else no records conflict."""
    return not (
        all(is_same_birth(*two, slips) for two in product(one.birth_dates, other.birth_dates))
        and all(is_same_id(*two, slips) for two in product(one.national_ids, other.national_ids))
    )


def conflicts(one: Facts, other: Facts, slips: int) -> frozenset[str]:
    """Return what two records both have and of which nothing is the same but for slips."""
    births = [is_same_birth(*two, slips) for two in product(one.birth_dates, other.birth_dates)]
    ids = [is_same_id(*two, slips) for two in product(one.national_ids, other.national_ids)]
    same = {"birth_date": births, "national_id": ids}
    return frozenset(name for name, found in same.items() if found and not any(found))
