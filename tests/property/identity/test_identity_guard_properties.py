"""For any pairs, facts and words of a steward no group breaks a guard; order decides nothing."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.identity.bridges import connected, may_be_bridged
from pipelines.identity.groups import separate
from pipelines.identity.guards import (
    NOTHING,
    Facts,
    Guards,
    Pair,
)
from pipelines.identity.slips import is_same_birth, is_slip

GUARDS = Guards(max_records=4, certain=20)
KEYS = st.integers(1, 8)
ENDS = st.tuples(KEYS, KEYS).filter(lambda two: two[0] < two[1])
PAIRS = st.lists(
    st.builds(lambda ends, weight: Pair(*ends, weight), ENDS, st.sampled_from((8.0, 12.0, 30.0))),
    max_size=16,
)
FACTS = st.dictionaries(
    KEYS,
    st.builds(
        Facts,
        st.frozensets(st.sampled_from((date(1980, 3, 11), date(1953, 11, 30))), max_size=1),
        st.frozensets(st.sampled_from(("K7745L", "K7745M", "X1")), max_size=2),
    ),
)
SAID = st.lists(ENDS, max_size=2)


@given(PAIRS, FACTS, st.randoms(use_true_random=False), SAID, SAID)
@settings(max_examples=300, deadline=None)
def test_groups_keep_the_guards_whatever_the_order(pairs, facts, dice, together, apart) -> None:  # type: ignore[no-untyped-def]
    found = separate(pairs, facts, GUARDS, together=together, apart=apart)
    assert set(found) == {key for one in pairs for key in (one.left, one.right)} | {
        key for two in together for key in two
    }
    dice.shuffle(pairs)
    assert separate(reversed(pairs), facts, GUARDS, together=together, apart=apart) == found
    members: dict[int, set[int]] = {}
    for key, name in found.items():
        members.setdefault(name, set()).add(key)
    for name, keys in members.items():
        assert name == min(keys)
        assert not any(set(two) <= keys for two in apart)
        if any(set(two) & keys for two in together):
            continue
        assert len(keys) <= GUARDS.max_records
        for one, other in combinations([facts.get(key, NOTHING) for key in keys], 2):
            births = [is_same_birth(a, b) for a in one.birth_dates for b in other.birth_dates]
            ids = [is_slip(a, b) for a in one.national_ids for b in other.national_ids]
            assert any(births) or not births
            assert any(ids) or not ids
    for two in together:
        if not apart:
            assert found[two[0]] == found[two[1]]


SCORED_PAIRS = st.lists(
    st.builds(
        lambda ends, weight, scored: Pair(*ends, weight, scored),
        ENDS,
        st.sampled_from((3.0, 8.0, 30.0)),
        st.booleans(),
    ),
    max_size=16,
)


@given(SCORED_PAIRS, FACTS, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_weighted_pairs_part_the_records_the_same_in_any_order(pairs, facts, dice) -> None:  # type: ignore[no-untyped-def]
    found = separate(pairs, facts, GUARDS)
    # Groups part the records: each is in one, named by its lowest, so that "is one with" is an
    # equivalence; and none outgrows the bound.
    assert set(found) == {key for one in pairs for key in (one.left, one.right)}
    for name in set(found.values()):
        members = [key for key in found if found[key] == name]
        assert name == min(members)
        assert len(members) <= GUARDS.max_records
    dice.shuffle(pairs)
    assert separate(pairs, facts, GUARDS) == found


@given(SCORED_PAIRS, FACTS, SAID, st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_word_that_says_what_is_so_changes_nothing(pairs, facts, said, are_one) -> None:  # type: ignore[no-untyped-def]
    # Words for both may tear a record; which of them holds then is another matter.
    words = {"together": said if are_one else [], "apart": [] if are_one else said}
    found = separate(pairs, facts, GUARDS, **words)
    for two in combinations(sorted(found), 2):
        kind = "together" if found[two[0]] == found[two[1]] else "apart"
        more = words | {kind: [*words[kind], two]}
        assert separate(pairs, facts, GUARDS, **more) == found


WEIGHED = st.dictionaries(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda two: two[0] < two[1]),
    st.sampled_from((6.0, 8.0, 30.0)),
    max_size=24,
)


@given(WEIGHED)
@settings(max_examples=300, deadline=None)
def test_what_no_weak_pair_may_bridge_stays_whole(weighed: dict[tuple[int, int], float]) -> None:
    ends = np.array(list(weighed), dtype=np.int64).reshape(-1, 2)
    weights = np.array(list(weighed.values()))
    found = separate([Pair(*two, weight) for two, weight in weighed.items()], {}, Guards())
    bridged = may_be_bridged(12, ends[:, 0], ends[:, 1], weights < Guards().certain)
    whole = connected(12, ends[:, 0], ends[:, 1])
    for one, other in combinations(sorted(found), 2):
        if whole[one] == whole[other] and found[one] != found[other]:
            assert whole[one] in whole[bridged]
