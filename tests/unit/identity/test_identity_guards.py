"""Guards: what separates records that pairs connect, and a steward's word above them."""

from datetime import date

import pytest

from pipelines.identity.groups import separate
from pipelines.identity.guards import Facts, Guards, Pair
from pipelines.identity.slips import is_same_birth, is_same_id, is_slip

STRONG, WEAK = 30.0, 8.0


def groups(found: dict[int, int]) -> set[frozenset[int]]:
    return {frozenset(key for key in found if found[key] == one) for one in found.values()}


def born(**dates: str) -> dict[int, Facts]:
    return {
        int(key[1:]): Facts(birth_dates=frozenset({date.fromisoformat(text)}))
        for key, text in dates.items()
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [("abc", "abc"), ("abc", "abd"), ("abc", "ab"), ("abc", "abxc"), ("abcd", "abdc"), ("", "a")],
)
def test_one_letter_is_a_slip(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)


@pytest.mark.parametrize(("one", "other"), [("abc", "xyz"), ("abc", "a"), ("abcd", "badc")])
def test_two_letters_are_none(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_slip(other, one)


def test_a_birth_date_may_have_day_and_month_swapped() -> None:
    assert is_same_birth(date(1980, 3, 11), date(1980, 11, 3))
    assert is_same_birth(date(1980, 3, 11), date(1980, 3, 12))
    assert not is_same_birth(date(1980, 3, 11), date(1953, 11, 30))


def test_a_national_id_is_one_with_and_without_its_country_and_two_in_two_countries() -> None:
    assert is_same_id("NL:111222333", "111222333")
    assert is_same_id("NL:111222333", "NL:111222334")
    assert not is_same_id("NL:111222333", "PT:111222333", slips=2)
    assert not is_same_id("NL:111222333", "999888777")


def test_without_a_conflict_what_is_connected_is_one() -> None:
    pairs = [Pair(1, 2, STRONG), Pair(2, 3, WEAK), Pair(8, 9, WEAK)]
    assert groups(separate(pairs, {}, Guards())) == {frozenset({1, 2, 3}), frozenset({8, 9})}


def test_a_record_between_two_births_goes_with_the_heavier_pair() -> None:
    facts = born(_1="1980-03-11", _3="1953-11-30")
    pairs = [Pair(1, 2, WEAK), Pair(2, 3, STRONG)]
    assert groups(separate(pairs, facts, Guards())) == {frozenset({1}), frozenset({2, 3})}


def test_different_national_ids_are_two_parties() -> None:
    facts = {
        1: Facts(national_ids=frozenset({"K7745L"})),
        2: Facts(national_ids=frozenset({"M9921P"})),
        3: Facts(national_ids=frozenset({"M9921Q"})),
    }
    found = groups(separate([Pair(1, 2, STRONG), Pair(2, 3, WEAK)], facts, Guards()))
    assert found == {frozenset({1}), frozenset({2, 3})}


def test_who_shares_a_national_id_may_have_others_beside_it() -> None:
    facts = {
        1: Facts(national_ids=frozenset({"K7745L", "DE811907980"})),
        2: Facts(national_ids=frozenset({"K7745L", "HRB5512"})),
    }
    assert groups(separate([Pair(1, 2, STRONG)], facts, Guards())) == {frozenset({1, 2})}


def test_no_group_outgrows_the_bound() -> None:
    pairs = [Pair(key, key + 1, STRONG) for key in range(10)]
    found = groups(separate(pairs, {}, Guards(max_records=4)))
    assert max(map(len, found)) == 4


def test_one_weak_pair_joins_no_two_groups_but_two_do() -> None:
    two = [Pair(1, 2, STRONG), Pair(3, 4, STRONG)]
    assert len(groups(separate([*two, Pair(2, 3, WEAK)], {}, Guards()))) == 2
    assert len(groups(separate([*two, Pair(2, 3, STRONG)], {}, Guards()))) == 1
    assert len(groups(separate([*two, Pair(2, 3, WEAK), Pair(1, 4, WEAK)], {}, Guards()))) == 1


def test_a_steward_s_word_goes_before_guards_and_pairs() -> None:
    facts = born(_1="1980-03-11", _2="1953-11-30")
    assert groups(separate([], facts, Guards(), together=[(1, 2)])) == {frozenset({1, 2})}
    pairs = [Pair(1, 2, STRONG), Pair(2, 3, STRONG), Pair(1, 3, WEAK)]
    found = groups(separate(pairs, {}, Guards(), apart=[(1, 2)]))
    assert found == {frozenset({1}), frozenset({2, 3})}


def test_a_scored_pair_has_its_own_differences_in_its_weight() -> None:
    facts = born(_1="1980-03-11", _2="1953-11-30")
    scored = Pair(1, 2, WEAK, is_scored=True)
    assert groups(separate([scored], facts, Guards())) == {frozenset({1, 2})}
    assert len(groups(separate([Pair(1, 2, STRONG)], facts, Guards()))) == 2


def test_others_in_conflict_hold_a_scored_pair_apart_when_they_outnumber_what_joins() -> None:
    facts = born(_1="1980-03-11", _2="1980-03-11", _4="1953-11-30", _5="1953-11-30")
    pairs = [Pair(1, 2, STRONG), Pair(2, 3, STRONG), Pair(4, 5, STRONG)]
    bridge = Pair(3, 4, STRONG, is_scored=True)
    found = groups(separate([*pairs, bridge], facts, Guards()))
    assert found == {frozenset({1, 2, 3}), frozenset({4, 5})}
    one_conflict = {key: facts[key] for key in (1, 4)}
    assert len(groups(separate([*pairs, bridge], one_conflict, Guards()))) == 1


def test_a_word_joins_two_groups_as_they_are() -> None:
    # Were 1 and 4 joined first, the weak pair would be a bridge to 2 and 3.
    pairs = [Pair(2, 3, STRONG), Pair(1, 2, WEAK)]
    assert groups(separate(pairs, {}, Guards(), together=[(1, 4)])) == {frozenset({1, 2, 3, 4})}


def test_a_word_holds_where_another_parts_what_evidence_ties_to_it() -> None:
    pairs = [Pair(1, 3, STRONG), Pair(2, 4, WEAK)]
    found = groups(separate(pairs, {}, Guards(), together=[(1, 2)], apart=[(3, 4)]))
    assert found == {frozenset({1, 2, 3}), frozenset({4})}


def test_who_is_one_by_a_word_is_apart_from_whom_a_word_parts_from_either() -> None:
    pairs = [Pair(2, 3, STRONG)]
    found = groups(separate(pairs, {}, Guards(), together=[(1, 2)], apart=[(1, 3)]))
    assert found == {frozenset({1, 2}), frozenset({3})}
