"""Guards against over-merging: within a component, which pairs may join which groups.

Belongs here: the pure function from weighted pairs, facts and a steward's word to groups. Does not
belong here: components that no guard concerns, and where pairs come from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from pipelines.identity.slips import are_slips, is_same_birth

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
    match_weight: float = 5.0


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


@dataclass
class Group:
    """Records that are one so far."""

    records: set[int]
    birth_dates: set[date] = field(default_factory=set)
    national_ids: set[str] = field(default_factory=set)

    def take(self, other: Group) -> None:
        """Take in all that another group has."""
        self.records |= other.records
        self.birth_dates |= other.birth_dates
        self.national_ids |= other.national_ids


def separate(
    pairs: Iterable[Pair],
    facts: Mapping[int, Facts],
    guards: Guards,
    *,
    together: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
) -> dict[int, int]:
    """Return the group of each record that occurs in ``pairs``, named by its lowest record key.

    A pure function: pairs are taken by weight, the heaviest first, and of equal ones by their keys.
    ``together`` and ``apart`` are a steward's word: it goes before every guard, and of a record
    that it tears both ways, ``apart`` counts. What evidence makes one is made one first, so that a
    word joins two groups as they are, and none where they are one already. Only where that would
    bring together what another word holds apart, the records of a word are joined before it.
    """
    together = sorted(set(together))
    said, forbidden = _spread(together, set(apart))
    waiting = sorted(
        set(pairs), key=lambda pair: (-pair.weight, pair.left, pair.right, pair.is_scored)
    )
    first: set[tuple[int, int]] = set()
    while True:
        groups = Groups(guards, facts, waiting, forbidden)
        groups.heed(sorted(first))
        groups.weigh(waiting)
        torn = set(groups.heed(said)) - first
        if not torn:
            keys = {*groups.beside, *(key for two in together for key in two)}
            return {key: min(groups.of(key).records) for key in keys}
        first |= torn


def _spread(
    together: list[tuple[int, int]], apart: Collection[tuple[int, int]]
) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """Return the words that hold and who is apart by them: all who are one with one of two."""
    words = Groups(Guards(), {}, (), apart)
    torn = words.heed(together)
    spread = (product(words.of(one).records, words.of(other).records) for one, other in apart)
    return [two for two in together if two not in torn], {two for pairs in spread for two in pairs}


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for left, right in pairs:
        found.setdefault(left, []).append(right)
        found.setdefault(right, []).append(left)
    return found


class Groups:
    """Which records are one so far, and which groups may become one."""

    def __init__(
        self,
        guards: Guards,
        facts: Mapping[int, Facts],
        pairs: Collection[Pair],
        apart: Iterable[tuple[int, int]],
    ) -> None:
        self.guards = guards
        self.facts = facts
        self.beside = _neighbours({(one.left, one.right) for one in pairs})
        self.scored = {(one.left, one.right) for one in pairs if one.is_scored}
        self.forbidden = _neighbours(apart)
        self.found: dict[int, Group] = {}

    def of(self, key: int) -> Group:
        """Return the group of a record."""
        if key not in self.found:
            known = self.facts.get(key, NOTHING)
            self.found[key] = Group({key}, set(known.birth_dates), set(known.national_ids))
        return self.found[key]

    def join(self, left: int, right: int) -> None:
        """Make the groups of two records one."""
        one, other = self.of(left), self.of(right)
        if one is other:
            return
        if len(one.records) < len(other.records):
            one, other = other, one
        one.take(other)
        for key in other.records:
            self.found[key] = one

    def heed(self, said: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join what a steward says is one; return what another word holds apart."""
        torn = []
        for left, right in said:
            if self.are_forbidden(left, right):
                torn.append((left, right))
            else:
                self.join(left, right)
        return torn

    def weigh(self, pairs: list[Pair]) -> None:
        """Join by pairs, in their order; a bridge waits for another pair beside it."""
        waiting = pairs
        while waiting:
            bridges = [pair for pair in waiting if not self.settle(pair)]
            if len(bridges) == len(waiting):
                return
            waiting = bridges

    def settle(self, pair: Pair) -> bool:
        """Join what a pair may join; return whether it is done with, which a bridge is not."""
        one, other = self.of(pair.left), self.of(pair.right)
        if one is other or self.are_forbidden(pair.left, pair.right):
            return True
        if len(one.records) + len(other.records) > self.guards.max_records:
            return True
        if self._conflict(pair, one, other):
            return True
        if self._is_bridge(pair, one, other):
            return False
        self.join(pair.left, pair.right)
        return True

    def are_forbidden(self, left: int, right: int) -> bool:
        """Tell whether a steward's word holds the groups of two records apart."""
        return self._touch(self.forbidden, self.of(left), self.of(right)) > 0

    @staticmethod
    def _touch(pairs: Mapping[int, list[int]], one: Group, other: Group) -> int:
        return sum(key in other.records for record in one.records for key in pairs.get(record, ()))

    def _conflict(self, pair: Pair, one: Group, other: Group) -> bool:
        slips = 2 if pair.is_scored else 1
        if not _may_conflict(one, other, slips):
            return False
        conflicts = sum(
            not self._are_scored(*two) and _conflict(self._fact(two[0]), self._fact(two[1]), slips)
            for two in product(one.records, other.records)
        )
        return conflicts > (self._touch(self.beside, one, other) if pair.is_scored else 0)

    def _are_scored(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self.scored

    def _fact(self, key: int) -> Facts:
        return self.facts.get(key, NOTHING)

    def _is_bridge(self, pair: Pair, one: Group, other: Group) -> bool:
        if pair.weight >= self.guards.certain or min(len(one.records), len(other.records)) < 2:
            return False
        return self._touch(self.beside, one, other) < 2


def _may_conflict(one: Group, other: Group, slips: int) -> bool:
    """Tell whether any values of two groups differ by more than slips: else no records conflict."""
    return not (
        all(is_same_birth(*two, slips) for two in product(one.birth_dates, other.birth_dates))
        and all(are_slips(*two, slips) for two in product(one.national_ids, other.national_ids))
    )


def _conflict(one: Facts, other: Facts, slips: int) -> bool:
    """Tell whether two records have birth dates or national ids of which none is the same."""
    births = [is_same_birth(*two, slips) for two in product(one.birth_dates, other.birth_dates)]
    ids = [are_slips(*two, slips) for two in product(one.national_ids, other.national_ids)]
    return (bool(births) and not any(births)) or (bool(ids) and not any(ids))
