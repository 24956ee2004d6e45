"""What a version was made of: deliveries, stewards' words, code, contracts, sources, as-of date.

Two runs with equal fingerprints give equal warehouses, so the second has nothing to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipelines.identity import overrules
from pipelines.identity.scoring import model
from pipelines.settings import DBT_PROJECT, ROOT, Settings

CODE_SUFFIXES = {".py", ".sql", ".yml", ".csv", ".json"}
# What dbt and Python write, and what decides nothing: the command line, the generator.
LEFT_OUT = {
    *("target", "logs", "__pycache__", "console", "demo"),
    *("cli.py", "collector.py", "dbt_ahead.py"),
}
# What computes or normalises a value: another version may compute another one.
TOOLS = (
    "anyascii", "dbt-core", "dbt-duckdb", "duckdb", "pandera", "phonenumbers", "polars", "scipy",
    "tzdata",
)  # fmt: skip
# What identity is held against changes nothing that it says.
JUDGING = {"labels", "min_precision", "min_recall"}


@dataclass(frozen=True)
class Fingerprint:
    """``code`` alone decides whether tables that dbt keeps must be built anew from the start."""

    deliveries: str
    code: str
    as_of: date | None

    def __str__(self) -> str:
        """Write the fingerprint as the ledger and the published file keep it."""
        return f"{self.deliveries}.{self.code}.{self.as_of}"

    def continues(self, other: str | None) -> bool:
        """Tell whether what was built under ``other`` can be added to.

        Not if the code was another, or the as-of date a later one: what it let in would stay.
        """
        if other is None or self.as_of is None:
            return False
        _, code, as_of = other.split(".")
        return code == self.code and as_of <= self.as_of.isoformat()


def fingerprint(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Fingerprint:
    """Compute the fingerprint of what the working file holds and what would be made of it."""
    as_of = settings.as_of or latest_delivery(connection)
    rows = connection.execute(
        "select delivery_id, delivered_on, mapping_hash, contract_hash from ledger.active_delivery "
        "where delivered_on <= ? order by 1",
        [as_of or date.max],
    ).fetchall()
    # Without a steward's word or a trained model as before there were any.
    said = (*overrules.numbers(connection), *model.versions(connection))
    deliveries = hashlib.sha256(repr((rows, said) if said else rows).encode()).hexdigest()[:16]
    return Fingerprint(deliveries, code_hash(settings), as_of)


def latest_delivery(connection: duckdb.DuckDBPyConnection) -> date | None:
    """Return the latest delivery date: the as-of date unless one is set."""
    row = connection.execute("select max(delivered_on) from ledger.active_delivery").fetchone()
    return row[0] if row else None


def code_hash(settings: Settings) -> str:
    """Hash every file, tool and setting that decides what is built, wherever the project lies."""
    digest = hashlib.sha256()
    for tool in TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for folder, path in code_files(settings):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    digest.update(settings.company.model_dump_json().encode())
    digest.update(settings.identity.model_dump_json(exclude=JUDGING).encode())
    return digest.hexdigest()[:16]


def code_files(settings: Settings) -> Iterator[tuple[Path, Path]]:
    """Yield (folder, file) of code, contracts, models, seeds and sources, in a fixed order."""
    for folder in (ROOT / "pipelines", ROOT / "schemas", DBT_PROJECT, settings.sources):
        for path in sorted(folder.rglob("*")):
            # Only what lies below: the repository may itself lie in a folder of such a name.
            if path.suffix in CODE_SUFFIXES and not LEFT_OUT & set(path.relative_to(folder).parts):
                yield folder, path
