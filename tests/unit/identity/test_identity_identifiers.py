"""Check digits: a right number passes, one with a slip fails, an unknown scheme passes."""

from __future__ import annotations

import pytest

from pipelines.identity import identifiers

RIGHT = [
    ("DE136695976", ""),
    ("ATU13585627", ""),
    ("BE0428759497", ""),
    ("CHE116281710MWST", ""),
    ("DK13585628", ""),
    ("EL094259216", ""),
    ("ES54362315K", ""),
    ("FI20774740", ""),
    ("FR40303265045", ""),
    ("GB980780684", ""),
    ("HR33392005961", ""),
    ("HU12892312", ""),
    ("IT00743110157", ""),
    ("LU15027442", ""),
    ("NL004495445B01", ""),
    ("PL8567346215", ""),
    ("PT501964843", ""),
    ("SE123456789701", ""),
    ("SI50223054", ""),
    ("SK2022749619", ""),
    ("11010519491231002X", "CN"),
    ("91110000600037341L", "CN"),
    ("86095742719", "DE"),
    ("51824753556", "AU"),
    ("39053344705", "BR"),
    ("7569217076985", "CH"),
    ("54362315K", "ES"),
    ("X5253868R", "ES"),
    ("295117823456784", "FR"),
    ("404833048", "FR"),
    ("111222333", "NL"),
    ("44051401359", "PL"),
    ("8803209876", "SE"),
    ("10000000146", "TR"),
]


@pytest.mark.parametrize(("number", "country"), RIGHT)
def test_a_right_number_passes(number: str, country: str) -> None:
    assert identifiers.is_valid(number, country)


@pytest.mark.parametrize(("number", "country"), RIGHT)
def test_a_slip_in_the_last_digits_is_found(number: str, country: str) -> None:
    place = max(i for i, letter in enumerate(number.removesuffix("B01")) if letter.isdigit())
    place -= 2 if number.startswith("SE") else 0  # 01 follows the number itself
    slips = [
        number[:place] + digit + number[place + 1 :]
        for digit in "0123456789"
        if digit != number[place]
    ]
    wrong = [not identifiers.is_valid(slip, country) for slip in slips]
    assert sum(wrong) >= len(slips) - 1


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("5493001KJTIIGC8Y1R13", ""),
        ("AT611904300234573201", "AT"),
        ("HRB12345B", "DE"),
        ("6988048", ""),
        ("6988048", "AU"),
        ("K7745L", ""),
        ("GB10000097", "GB"),
    ],
)
def test_a_number_of_no_known_scheme_passes(number: str, country: str) -> None:
    assert identifiers.is_valid(number, country)


def test_a_number_that_may_be_something_else_is_not_wrong() -> None:
    assert identifiers.is_valid("5493001KJTIIGC8Y1R12", "")
    assert identifiers.is_valid("AT611904300234573201", "AT")  # an account, not a LEI
    assert identifiers.is_valid("110105194912310021", "")
    assert not identifiers.is_valid("110105194912310021", "CN")


def test_the_stated_country_tells_the_scheme() -> None:
    assert identifiers.is_valid("12345678901", "")
    assert not identifiers.is_valid("12345678901", "DE")


@pytest.mark.parametrize(
    ("number", "country", "scheme"),
    [
        ("111222333", "NL", "NL"),
        ("111222333", "", None),
        ("111222334", "NL", None),  # a slip is no number of its country
        ("K7745L", "NL", None),
        ("DE136695976", "DE", None),  # says itself whose it is
        ("11010519491231002X", "CN", None),
    ],
)
def test_a_number_of_the_stated_country_s_scheme_goes_with_it(
    number: str, country: str, scheme: str | None
) -> None:
    assert identifiers.scheme_country(number, country) == scheme
