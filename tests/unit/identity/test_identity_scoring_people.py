"""Scored pairs: namesakes, and people of one home who are not one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.unit.identity.conftest import BORN, HOME, Features, person

PHONE = {"phones": ["+494312345678"]}
EMAIL = {"emails": ["lindqvist@mail.example"], "mailboxes": ["lindqvist"]}
OWN_EMAIL = {"emails": ["an.lindqvist@mail.example"], "mailboxes": ["anlindqvist"]}
ALL = HOME | PHONE | EMAIL
OTHER_DAY = {"birth_date": date(1951, 12, 24)}

# From here on two records are one customer; below the other a steward is not asked either.
JOINS, ASKS = 3.0, -2.0


def test_one_name_in_the_field_of_the_other_is_no_other_name(features: Features) -> None:
    lives = HOME | BORN
    swapped = features.weigh(person(1, **lives), person(2, "lindqvist", "anneli", **lives))
    other = features.weigh(person(1, **lives), person(2, "okonkwo", "anneli", **lives))
    assert swapped > other + 5
    twice = features.weigh(person(1, "max", "martin", **BORN), person(2, "anna", "martin", **BORN))
    copied = person(1, "martin", "martin", **BORN)
    assert features.weigh(copied, person(2, "anna", "martin", **BORN)) == twice


@pytest.mark.parametrize(
    "shared",
    [HOME, PHONE, EMAIL, HOME | PHONE, HOME | EMAIL, PHONE | EMAIL, ALL, ALL | BORN, HOME | BORN],
)
def test_two_given_names_of_one_family_are_two_people(
    features: Features, shared: dict[str, Any]
) -> None:
    assert features.weigh(person(1, **shared), person(2, "jens", **shared)) < JOINS


@pytest.mark.parametrize(
    "shared",
    [HOME, HOME | PHONE, HOME | EMAIL, PHONE | EMAIL, ALL, HOME | PHONE | BORN, ALL | BORN],
)
def test_two_who_live_together_under_two_names_are_two_people(
    features: Features, shared: dict[str, Any]
) -> None:
    assert features.weigh(person(1, **shared), person(2, "jens", "okonkwo", **shared)) < JOINS


@pytest.mark.parametrize("shared", [HOME, HOME | PHONE, ALL])
def test_a_given_name_that_is_the_partner_s_family_name_is_no_slip(
    features: Features, shared: dict[str, Any]
) -> None:
    anna, martin = person(1, "anna", "martin", **shared), person(2, "martin", "meyer", **shared)
    assert features.weigh(anna, martin) < JOINS


@pytest.mark.parametrize("shared", [{}, HOME | PHONE])
def test_a_given_name_within_the_family_name_makes_no_e_mail_one_s_own(
    features: Features, shared: dict[str, Any]
) -> None:
    lives = shared | {"emails": ["hofmann@mail.example"], "mailboxes": ["hofmann"]}
    maria, peter = person(1, "maria", "hofmann", **lives), person(2, "peter", "hofmann", **lives)
    assert features.weigh(maria, peter) < JOINS


def test_a_family_of_one_address_that_is_written_twice_is_a_family(features: Features) -> None:
    hof = HOME | {"street": "hof rosenweg", "address_keys": ["DE|24103|hof rosenweg|7"]}
    assert features.weigh(person(1, **HOME), person(2, "jens", **hof)) < ASKS
    father, son = person(1, **HOME, **BORN), person(2, **hof, **OTHER_DAY)
    assert features.weigh(father, son) < JOINS


def test_who_shares_everything_with_another_given_name_is_a_steward_s_to_tell(
    features: Features,
) -> None:
    assert ASKS < features.weigh(person(1, **ALL), person(2, "jens", **ALL)) < JOINS
    twins = person(1, **ALL, **BORN), person(2, "jens", **ALL, **BORN)
    assert ASKS < features.weigh(*twins) < JOINS
    assert ASKS < features.weigh(person(1, **ALL), person(2, "jens", "okonkwo", **ALL)) < JOINS


def test_an_e_mail_that_holds_a_given_name_is_no_family_s(features: Features) -> None:
    own = HOME | PHONE | OWN_EMAIL
    assert features.weigh(person(1, **own), person(2, "jens", **own)) > JOINS


def test_a_father_and_a_son_of_one_name_are_a_steward_s_to_tell(features: Features) -> None:
    lives = HOME | PHONE
    father, son = person(1, **lives, **BORN), person(2, **lives, **OTHER_DAY)
    assert 0 < features.weigh(father, son) < 6
