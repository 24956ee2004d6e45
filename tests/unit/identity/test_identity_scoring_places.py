"""Scored pairs: what a street, a house, a city and a postal code in common are worth."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.identity.conftest import BORN, HOME, Features, person


def test_a_street_and_number_of_another_place_is_another_house(features: Features) -> None:
    in_ulm = HOME | {"postal_code": "89073", "city": "ulm", "address_keys": ["DE|89073|rosenweg|7"]}
    moved_code = HOME | {"postal_code": "24105", "address_keys": ["DE|24105|rosenweg|7"]}
    other_code = HOME | {"postal_code": "24943", "address_keys": ["DE|24943|rosenweg|7"]}
    features.state(person(1, **HOME), person(2, **in_ulm), person(3, **moved_code))
    features.state(person(4, "bo", **HOME), person(5, "bo", **other_code))
    found = features.score(is_full=True)
    assert found.get((1, 2), 0) < 3
    assert found[1, 3] > 12
    assert 3 < found[4, 5] < found[1, 3] - 5


def test_an_address_that_one_had_before_is_one_in_common(features: Features) -> None:
    moved = HOME | {"postal_code": "24943"}
    moved["address_keys"] = ["DE|24103|rosenweg|7", "DE|24943|rosenweg|7"]
    features.state(person(1, **HOME), person(2, **moved), person(3, "bo", **HOME))
    features.state(person(4, "bo", **HOME))
    found = features.score(is_full=True)
    assert abs(found[1, 2] - found[3, 4]) < 3


def test_a_city_says_more_where_no_postal_code_differs(features: Features) -> None:
    one = {"postal_code": "24103", "city": "kiel"} | BORN
    features.state(person(1, **one), person(2, **(one | {"postal_code": "24999"})))
    features.state(person(3, "bo", **one), person(4, "bo", city="kiel", **BORN))
    found = features.score(is_full=True)
    assert found[3, 4] > found[1, 2] + 3


def test_a_postal_code_says_more_where_no_city_differs(features: Features) -> None:
    one = {"postal_code": "24103", "city": "kiel"}
    features.state(person(1, **one), person(2, postal_code="24103"))
    elsewhere = {"postal_code": "24103", "city": "ulm"}
    features.state(person(3, "anna", "okonkwo", **one), person(4, "anna", "okonkwo", **elsewhere))
    found = features.score(is_full=True)
    assert found[1, 2] > found[3, 4] + 1.5


def test_a_city_but_for_a_slip_is_the_same_city(features: Features) -> None:
    def of(city: str) -> dict[str, Any]:
        return person(1, postal_code="24103", city=city, **BORN)

    other = features.weigh(of("kiel gaarden"), of("ulm"))
    assert features.weigh(of("kiel gaarden"), of("kile gaarden")) > other + 1.5


def at(street: str, number: str = "7", postal_code: str = "24103", city: str = "kiel") -> Any:
    return person(
        1, street=street, house_number=number, postal_code=postal_code, city=city, phones=["+491"]
    )


@pytest.mark.parametrize("part", ["rosenweg", "markt"])
def test_a_part_of_the_street_is_the_street(features: Features, part: str) -> None:
    other = features.weigh(at(f"hof {part}"), at("lange reihe"))
    assert features.weigh(at(f"hof {part}"), at(part)) > other + 9
    assert other + 2 < features.weigh(at(f"hof {part}"), at(part, "9")) < other + 6


@pytest.mark.parametrize(("one", "other"), [("kastanienallee", "allee"), ("rote burg", "burg")])
def test_a_part_of_a_word_or_a_short_word_is_no_part_of_the_street(
    features: Features, one: str, other: str
) -> None:
    assert features.weigh(at(one), at(other)) == features.weigh(at(one), at("zum see"))


@pytest.mark.parametrize("number", ["7", "9"])
@pytest.mark.parametrize(
    "place", [{}, {"postal_code": "89073", "city": "ulm"}, {"postal_code": "24943"}]
)
def test_a_part_never_outweighs_the_whole(
    features: Features, number: str, place: dict[str, str]
) -> None:
    whole = features.weigh(at("alte landstr"), at("alte landstr", number, **place))
    assert features.weigh(at("alte landstr"), at("landstr", number, **place)) < whole + 0.2


def test_who_live_in_one_house_are_compared_though_little_else_agrees(features: Features) -> None:
    known = {"street": "rosenweg", "house_number": "7", "postal_code": "24103", "city": "kiel"}
    one = person(1, "anna", "hoist", **known, national_ids=["801103A55"])
    other = person(2, "oliver", "host", **(known | {"street": "rosenweg hof"}))
    assert features.weigh(one, other | {"national_ids": ["801103A45"]}) > 3
