"""Scored pairs: what a street, a house, a city and a postal code in common are worth."""

from __future__ import annotations

from typing import Any

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
    for key, city in enumerate(("kiel gaarden", "kile gaarden", "ulm")):
        features.state(person(key, postal_code="24103", city=city, **BORN))
    found = features.score(is_full=True)
    assert found[0, 1] > found[0, 2] + 1.5


def at(street: str, number: str) -> dict[str, Any]:
    return {"street": street, "house_number": number, "postal_code": "24103", "city": "kiel"}


def test_a_part_of_the_street_is_the_street(features: Features) -> None:
    features.state(person(1, **at("hof rosenweg", "7")), person(2, **at("rosenweg", "7")))
    features.state(
        person(3, "bo", **at("hof rosenweg", "7")), person(4, "bo", **at("rosenweg", "9"))
    )
    features.state(person(5, "cy", **at("hof rosenweg", "7")), person(6, "cy", **at("lange", "7")))
    features.state(person(7, "di", **at("hof am see", "7")), person(8, "di", **at("hof", "7")))
    found = features.score(is_full=True)
    assert found[1, 2] > found[3, 4] + 3 > found[5, 6] + 6
    assert found[5, 6] == found[7, 8]


def test_who_live_in_one_house_are_compared_though_little_else_agrees(features: Features) -> None:
    known = {"national_ids": ["801103A55"]}
    slip = {"national_ids": ["801103A45"]}
    features.state(person(1, "anna", "hoist", **at("rosenweg", "7"), **known))
    features.state(person(2, "oliver", "host", **at("rosenweg hof", "7"), **slip))
    assert features.score(is_full=True)[1, 2] > 3
