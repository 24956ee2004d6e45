"""Telephone numbers: spellings of one number agree, and no number matches by chance."""

import pyarrow as pa
import pytest

from pipelines.identity import phone


@pytest.mark.parametrize(
    "written",
    [
        "+49 30 23125123",
        "0049 30 23125-123",
        "(030) 23125 123",
        "030/23125123",
        "+49 (0)30 23125123",
    ],
)
def test_spellings_of_one_number_agree(written: str) -> None:
    assert phone.e164(written, "DE") == "+493023125123"


def test_the_country_decides_about_a_number_without_one() -> None:
    assert phone.e164("020 7946 0958", "GB") == "+442079460958"
    assert phone.e164("020 7946 0958", "DE") != "+442079460958"
    assert phone.e164("+44 20 7946 0958", "DE") == "+442079460958"


@pytest.mark.parametrize("written", ["12345", "+49 1", "0000000", "+999 123456789"])
def test_what_is_no_valid_number_has_no_form(written: str) -> None:
    assert phone.e164(written, "DE") is None


def test_an_unknown_country_is_no_fault_of_a_full_number() -> None:
    assert phone.e164("+49 30 23125123", "XX") == "+493023125123"
    assert phone.e164("030 23125123", "XX") is None


def test_batches_keep_order_and_count() -> None:
    batch = pa.record_batch(
        {
            "value": ["1", "030 23125123", "+49 30 23125123 ext. 5"],
            "country_code": ["DE", "DE", "DE"],
            "dialled": ["1", "03023125123", None],
        }
    )
    (normalised,) = phone.normalise([batch])
    assert normalised.column("normalised_value").to_pylist() == [
        None,
        "+493023125123",
        "+493023125123",
    ]
    assert normalised.column("value").to_pylist() == batch.column("value").to_pylist()
