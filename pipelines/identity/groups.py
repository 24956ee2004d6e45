"""Groups: within a component, the records that become one, one pair after the other.

Belongs here: the pure function from weighted pairs, facts and a steward's word to groups. Does not
belong here: components that no guard concerns, and where pairs come from (``clusters``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from pipelines.identity.guards import (
    BRIDGE,
    NOTHING,
    SIZE,
    WORD,
    Facts,
    Guards,
    Pair,
    conflicts,
    may_conflict,
)


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
    """Return the group of each record that occurs in ``pairs``, named by its lowest record key."""
    together = sorted(set(together))
    groups = part(pairs, facts, guards, together, set(apart))
    keys = {*groups.beside, *(key for two in together for key in two)}
    return {key: min(groups.of(key).records) for key in keys}


def part(
    pairs: Iterable[Pair],
    facts: Mapping[int, Facts],
    guards: Guards,
    together: Collection[tuple[int, int]],
    apart: Collection[tuple[int, int]],
) -> Groups:
    """Return the groups that pairs and words make, with what was refused.

    A pure function: pairs are taken by weight, the heaviest first, and of equal ones by their keys.
    ``together`` and ``apart`` are a steward's word: it goes before every guard, and of a record
    that it tears both ways, ``apart`` counts. What evidence makes one is made one first, so that a
    word joins two groups as they are, and none where they are one already. Only where that would
    bring together what another word holds apart, the records of a word are joined before it.
    """
    said, forbidden = _spread(sorted(together), apart)
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
            return groups
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
        self.refused: dict[Pair, frozenset[str]] = {}

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
        if one is other:
            return True
        refusal = self._refusal(pair, one, other)
        if refusal:
            self.refused[pair] = refusal
        else:
            self.join(pair.left, pair.right)
        return refusal != BRIDGE

    def refusals(self, left: int, right: int) -> set[str]:
        """Return which guards refused the pairs between the groups of two records."""
        groups = self.of(left), self.of(right)
        between = (
            names
            for pair, names in self.refused.items()
            if {id(self.of(pair.left)), id(self.of(pair.right))} == set(map(id, groups))
        )
        return set().union(*between)

    def _refusal(self, pair: Pair, one: Group, other: Group) -> frozenset[str]:
        """Return what forbids that two groups become one by a pair; nothing if they may."""
        if self.are_forbidden(pair.left, pair.right):
            return WORD
        if len(one.records) + len(other.records) > self.guards.max_records:
            return SIZE
        names = self._conflicts(pair, one, other)
        if names:
            return names
        return BRIDGE if self._is_bridge(pair, one, other) else frozenset()

    def are_forbidden(self, left: int, right: int) -> bool:
        """Tell whether a steward's word holds the groups of two records apart."""
        return self._touch(self.forbidden, self.of(left), self.of(right)) > 0

    @staticmethod
    def _touch(pairs: Mapping[int, list[int]], one: Group, other: Group) -> int:
        return sum(key in other.records for record in one.records for key in pairs.get(record, ()))

    def _conflicts(self, pair: Pair, one: Group, other: Group) -> frozenset[str]:
        slips = 2 if pair.is_scored else 1
        if not may_conflict(one, other, slips):
            return frozenset()
        unscored = (
            conflicts(self._fact(left), self._fact(right), slips)
            for left, right in product(one.records, other.records)
            if not self._are_scored(left, right)
        )
        found = [names for names in unscored if names]
        joining = self._touch(self.beside, one, other) if pair.is_scored else 0
        return frozenset().union(*found) if len(found) > joining else frozenset()

    def _are_scored(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self.scored

    def _fact(self, key: int) -> Facts:
        return self.facts.get(key, NOTHING)

    def _is_bridge(self, pair: Pair, one: Group, other: Group) -> bool:
        if pair.weight >= self.guards.certain or min(len(one.records), len(other.records)) < 2:
            return False
        return self._touch(self.beside, one, other) < 2
