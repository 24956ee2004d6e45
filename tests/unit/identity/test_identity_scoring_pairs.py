"""Scored pairs: which records are compared, and that scoring some gives what scoring all gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.identity import scoring
from pipelines.identity.scoring import blocking
from tests.unit.identity.conftest import BORN, HOME, Features, person


def test_the_same_person_at_the_same_address_is_one_and_another_is_not(features: Features) -> None:
    features.state(
        person(1, **HOME, **BORN),
        person(2, "ana", **HOME, birth_date=date(1980, 11, 3)),
        person(3, "bernd", "okonkwo", postal_code="24103", birth_date=date(1955, 1, 30)),
    )
    found = features.score(is_full=True)
    assert set(found) == {(1, 2)}
    assert found[1, 2] > 12


def test_swapped_names_and_a_miswritten_id_are_seen_through(features: Features) -> None:
    features.state(
        person(1, **BORN, national_ids=["801103A55"]),
        person(2, "lindqvist", "anna", **BORN, national_ids=["801103A45"]),
    )
    assert features.score(is_full=True)[1, 2] > 12


def test_the_only_name_of_one_may_be_the_family_name_of_the_other(features: Features) -> None:
    def only(key: int, name: str) -> dict[str, Any]:
        return person(key, name, **HOME, **BORN) | {"family_name": None, "name_key": name}

    features.state(only(1, "lindqvist"), person(2, **HOME, **BORN), only(3, "lindqvist"))
    features.state(only(4, "okonkwo"))
    found = features.score(is_full=True)
    assert found[1, 2] == found[2, 3] > found.get((2, 4), 0) + 10


def test_a_contact_person_at_two_organisations_is_compared(features: Features) -> None:
    contact = {
        "entity": "contact_person",
        "mailboxes": ["annalindqvist"],
        "phones": ["+491511234567"],
    }
    features.state(
        person(1, **contact, emails=["anna.lindqvist@one.example"], parent_key=90),
        person(2, **contact, emails=["anna.lindqvist@two.example"], parent_key=91),
    )
    assert features.score(is_full=True)[1, 2] > 6


def test_a_mailbox_that_is_spelt_from_the_name_says_nothing_more(features: Features) -> None:
    def at(key: int, mailbox: str) -> dict[str, Any]:
        return person(key, emails=[f"{mailbox}@{key}.example"], mailboxes=[mailbox])

    for number, mailbox in enumerate(
        ("anna.lindqvist", "alindqvist3", "lindqvist1977", "dragonfly")
    ):
        features.state(at(2 * number, mailbox), at(2 * number + 1, mailbox))
    found = features.score(is_full=True)
    assert {pair for pair, weight in found.items() if weight > 5} == {(4, 5), (6, 7)}
    assert found.get((0, 1), 0) < 2
    assert found.get((2, 3), 0) < 2


@pytest.mark.parametrize(
    ("beside", "are_kept"),
    [
        ([{}, {}], False),
        ([{"phones": ["+494312345678"]}, {"phones": ["+494319876501"]}], False),
        ([{"emails": ["x@one.example"]}, {"emails": ["y@two.example"]}], False),
        ([{"emails": ["x@one.example"]}, {"phones": ["+494319876501"]}], False),
        ([{"phones": ["+494312345678"]}, {"phones": ["+494312345679"]}], True),
        ([{"city": "kiel"}, {"city": "kiel"}], True),
    ],
)
def test_a_name_alone_is_nobody_s(
    features: Features, beside: list[dict[str, Any]], are_kept: bool
) -> None:
    """Ways to be reached that differ say nothing for a name; one that nearly agrees does."""
    features.state(*(person(key, **more) for key, more in enumerate(beside)))
    assert (features.score(is_full=True).get((0, 1), -1) > 0) == are_kept


def test_a_year_without_a_day_is_one_in_seventy(features: Features) -> None:
    features.state(
        person(1, birth_date=date(1980, 1, 1), city="kiel"),
        person(2, birth_date=date(1980, 8, 17), city="kiel"),
        person(3, birth_date=date(1980, 3, 30), city="kiel"),
    )
    found = features.score(is_full=True)
    assert found[1, 2] > 10
    assert found[2, 3] < 3


def test_organisations_are_compared_with_organisations_only(features: Features) -> None:
    shop = {"kind": "organisation", "organisation_name": "radhaus nord", "postal_code": "24103"}
    features.state(
        {"record_key": 1, "legal_form": "gmbh", "city": "kiel", "phones": ["+494311111111"]} | shop,
        {"record_key": 2, "legal_form": "gmbh", "city": "kiel", "phones": ["+494311111111"]} | shop,
        person(3, "rad", "haus", postal_code="24103", city="kiel", phones=["+494311111111"]),
    )
    assert set(features.score(is_full=True)) == {(1, 2)}


@pytest.fixture
def low_ceiling(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(blocking, "CEILING", 3)
    return 3


def crowd(first: int, last: int) -> list[dict[str, Any]]:
    """Return people who share a name and a birth date, and nothing else by which they are found."""
    return [person(key, **BORN, phones=[f"+4943100000{key:02d}"]) for key in range(first, last)]


def test_a_key_that_too_many_have_yields_no_pair(features: Features, low_ceiling: int) -> None:
    features.state(*crowd(1, low_ceiling + 1))
    assert len(features.score(is_full=True)) == 3
    features.state(*crowd(1, low_ceiling + 2))
    assert features.score(is_full=True) == {}


@pytest.mark.usefixtures("low_ceiling")
@pytest.mark.parametrize("change", ["add", "remove", "rename"])
def test_some_scored_anew_is_all_scored_anew_also_where_a_ceiling_is_passed(
    features: Features, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr("pipelines.identity.scoring.scored_pairs.MANY", 1.0)
    before = {"add": 4, "remove": 5, "rename": 5}[change]
    others = [person(key, f"given{key // 2}", f"family{key // 2}", **BORN) for key in range(20, 60)]
    # Found by the telephone of one of the crowd, who is scored anew with all of it.
    others.append(person(9, phones=["+494310000001"]))
    features.state(*crowd(1, before), *others)
    first = features.score(is_full=True)
    features.touch(4)
    if change == "add":
        features.state(*crowd(4, 5))
    elif change == "remove":
        features.forget(4)
    else:
        features.state(person(4, "other", "name"))
    scoring.refresh(features.connection, 0.0)
    some = features.content()
    assert {row[:2] for row in some} != set(first)
    features.score(is_full=True)
    assert some == features.content()


def test_nothing_touched_leaves_all_as_it_is(features: Features) -> None:
    features.state(person(1, **HOME, **BORN), person(2, **HOME, **BORN))
    features.score(is_full=True)
    before = features.content()
    features.touch()
    assert scoring.refresh(features.connection, 0.0) == 0
    assert features.content() == before


def test_the_pairs_of_a_rule_are_counted_as_they_are_formed(
    features: Features, low_ceiling: int
) -> None:
    features.state(*crowd(1, 5), person(7, phones=["+491"]), person(8, phones=["+491"]))
    counted = {name: rest for name, *rest in blocking.count_pairs(features.connection, "person")}
    assert counted["phone"] == [5, 0, 1]
    assert counted["name"] == [1, 1, 0]


def test_what_is_explained_adds_up_to_the_score(features: Features) -> None:
    features.state(person(1, **HOME, **BORN), person(2, "ana", **HOME), person(3, "jens", "berg"))
    weight = features.score(is_full=True)[1, 2]
    parts = scoring.explain(features.connection, 2, 1)
    assert sum(part.weight for part in parts) == pytest.approx(weight, abs=1e-3)
    by_name = {part.comparison: part for part in parts}
    assert by_name["given_name"].level == "same but for a slip"
    assert by_name["birth_date"].level == "not known"
    assert sum(part.weight for part in scoring.explain(features.connection, 1, 3)) < 0
