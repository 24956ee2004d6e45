"""A steward's correction, written as a delivery like any other: nothing of it is asked of a run.

Belongs here: what is looked at before, and the file. Does not belong here: what a correction does
(dbt's models choose it before what sources state).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import duckdb
import polars as pl
from pandera.errors import SchemaErrors

from pipelines.console.query import working_file
from pipelines.console.skeleton import STEWARDSHIP
from pipelines.console.stewardship import named_record
from pipelines.orchestration.fingerprint import latest_delivery
from pipelines.settings import Settings
from schemas.contract import CODE_LISTS
from schemas.party_correction import PartyCorrection

SOURCE = "stewardship"


class CorrectionError(LookupError):
    """A correction that says what cannot be."""


def correctable() -> list[str]:
    """Return the attributes of which a steward may state a value."""
    with (CODE_LISTS / "code_customer_attribute.csv").open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines) if row["is_correctable"] == "true"]


def deliver(
    settings: Settings, record: str, attribute: str, value: str | None, reason: str
) -> Path:
    """Write a correction as a delivery; without a value it takes earlier ones back.

    The file bears the day that the warehouse shows: a correction is of what was delivered, and must
    not move the day on. When it was said stands in it.

    Raises:
        OverruleError: if there is no such record.
        CorrectionError: if the attribute cannot be corrected, or the value is none of it.

    """
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        party = named_record(connection, record)
        day = latest_delivery(connection)
    said = {
        "party_source": party.source,
        "party_id": party.id,
        "attribute_code": attribute,
        "value": value,
        "reason": reason,
        "corrected_at": datetime.now(UTC).replace(tzinfo=None),
    }
    _check(said)
    source = settings.sources / f"{SOURCE}.yml"
    if not source.exists():
        source.write_text(STEWARDSHIP, encoding="utf-8")
    line = json.dumps(said, default=datetime.isoformat, ensure_ascii=False)
    return _write(settings.raw / SOURCE, day or date.today(), line + "\n")


def _check(said: Mapping[str, object]) -> None:
    """Refuse at once what would end in quarantine; values are not repeated."""
    attribute = said["attribute_code"]
    known = correctable()
    if attribute not in known:
        raise CorrectionError(f"{attribute}: cannot be corrected; there are {', '.join(known)}")
    contract = PartyCorrection.to_schema()
    types = {name: column.dtype.type for name, column in contract.columns.items()}
    try:
        contract.validate(pl.DataFrame([said], schema=types), lazy=True)
    except SchemaErrors:
        raise CorrectionError(
            f"this is no value that a source could state as {attribute}: "
            "see the contract in schemas/party.py"
        ) from None


def _write(folder: Path, day: date, line: str) -> Path:
    """Write a line as a file of its own, which no other replaces."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        path = folder / f"corrections-{day}-{number:03}.jsonl"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(line)
        except FileExistsError:
            continue
        return path
    raise AssertionError
