"""Telephone numbers to E.164.

Belongs here: the one step that SQL cannot do. Does not belong here: which numbers are placeholders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import phonenumbers
import pyarrow as pa
from phonenumbers import NumberParseException, PhoneNumberFormat

SCHEMA = pa.schema(
    {"value": pa.string(), "country_code": pa.string(), "normalised_value": pa.string()}
)


def e164(value: str, country_code: str) -> str | None:
    """Return ``value``, dialled in ``country_code``, as E.164; None where it is no valid number.

    Validity, not mere possibility, is demanded: a local number without its area code has a possible
    length in many countries, and would match the same digits of another city.
    """
    try:
        number = phonenumbers.parse(value, country_code)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def normalise(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Add the normalised value to batches of (value, country_code)."""
    for batch in batches:
        values, countries = batch.columns
        pairs = zip(values.to_pylist(), countries.to_pylist(), strict=True)
        normalised = pa.array([e164(*pair) for pair in pairs], pa.string())
        yield pa.record_batch([values, countries, normalised], schema=SCHEMA)
