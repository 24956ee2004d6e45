"""The compiled number plans answer as phonenumbers does, in every region."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat

from pipelines.identity import number_plan, phone

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
DIGITS = "0123456789"


def examples(region: str) -> list[tuple[str, str]]:
    """Return the library's own numbers of a region: calling code and national number."""
    found = []
    for kind in range(11):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            national = phonenumbers.national_significant_number(number)
            found.append((str(number.country_code), national))
    return found


def written(dice: random.Random, code: str, national: str) -> str:
    """Write a number in one of the ways people do, often wrongly."""
    kept = len(national) - dice.randint(0, len(national))
    length = len(national) - kept + dice.choice((0, 0, 0, -1, 1, 2))
    national = national[:kept] + "".join(dice.choice(DIGITS) for _ in range(length))
    return dice.choice(
        (
            f"+{code}{national}",
            f"00{code}{national}",
            f"011{code}{national}",
            f"0{national}",
            national,
            code + national,
            f"+{code}0{national}",
            f"+{national}",
            f"8{national}",
        )
    )


def compiled(dialled: str, region: str) -> str | None:
    (batch,) = phone.normalise(
        [phone.pa.record_batch({"value": [dialled], "country": [region], "dialled": [dialled]})]
    )
    answer: str | None = batch.column(2)[0].as_py()
    return answer


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_answers_as_the_library_does(region: str) -> None:
    dice = random.Random(region)
    numbers = examples(region)
    for _ in range(60):
        dialled = written(dice, *dice.choice(numbers))
        dialling = region if dice.random() < 0.9 else dice.choice((*REGIONS, "XX"))
        assert compiled(dialled, dialling) == phone.e164(dialled, dialling), (dialled, dialling)


@pytest.mark.parametrize(
    "region", ["DE", "AT", "CH", "NL", "GB", "US", "CN", "FR", "IT", "JP", "AU"]
)
def test_the_large_ones_are_held_to_more(region: str) -> None:
    dice = random.Random(f"more {region}")
    numbers = examples(region)
    for _ in range(1500):
        dialled = written(dice, *dice.choice(numbers))
        assert compiled(dialled, region) == phone.e164(dialled, region), dialled


def test_numbers_of_no_region_are_known() -> None:
    for code in (800, 808, 870, 878, 881, 882, 883, 888, 979):
        number = phonenumbers.example_number_for_non_geo_entity(code)
        full = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        assert number_plan.e164(full, "DE") == full


def test_the_leading_zero_of_italy_is_kept() -> None:
    assert number_plan.e164("0236618300", "IT") == "+390236618300"
