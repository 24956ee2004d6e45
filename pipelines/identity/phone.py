"""Telephone numbers to E.164.

Belongs here: the one step that SQL cannot do. Does not belong here: which numbers are placeholders.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import phonenumbers
import pyarrow as pa
from phonenumbers import NumberParseException, PhoneNumberFormat

from pipelines.identity import halves, number_plan

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
    """Add the normalised value to batches of (value, country_code, dialled)."""
    for batch in batches:
        values, countries, dialled = (column.to_pylist() for column in batch.columns)
        rows = zip(values, countries, dialled, strict=True)
        normalised = pa.array([_normalised(*row) for row in rows], pa.string())
        yield pa.record_batch([*batch.columns[:2], normalised], schema=SCHEMA)


def _normalised(value: str, country_code: str, dialled: str | None) -> str | None:
    """Return what ``e164`` does; what is written with digits and punctuation alone is fast."""
    if dialled is None:
        return e164(value, country_code)
    try:
        return number_plan.e164(dialled, country_code)
    except number_plan.UnknownCallingCodeError:
        return e164(value, country_code)


if __name__ == "__main__":
    halves.serve(normalise, SCHEMA, sys.stdin.buffer, sys.stdout.buffer)
