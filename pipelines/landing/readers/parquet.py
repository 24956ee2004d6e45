"""Apache Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.landing.readers import Fault
from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed
from pipelines.sql_text import literal

MAGIC = b"PAR1"


def inspect(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed
) -> dict[str | None, list[str]]:
    """Return the columns.

    Raises:
        RejectedError: ``empty``, ``wrong_format`` or ``torn``.

    """
    size = path.stat().st_size
    if size == 0:
        raise RejectedError("empty", "the file has no bytes")
    with path.open("rb") as raw:
        first = raw.read(4)
        raw.seek(max(0, size - 4))
        last = raw.read(4)
    if first != MAGIC:
        raise RejectedError("wrong_format", "the file does not begin as Parquet does")
    if last != MAGIC:
        raise RejectedError("torn", "the file ends before its footer")
    try:
        described = connection.execute(
            f"describe select * from read_parquet({literal(str(path))})"
        ).fetchall()
    except duckdb.Error:
        raise RejectedError("torn", "the footer cannot be read") from None
    return {None: [row[0] for row in described]}


def look_through(path: Path) -> None:
    """Do nothing: ``inspect`` reads little."""


def line_bytes(path: Path) -> None:
    """Return nothing: what a record takes shows when it is read."""


def relation(path: Path, feed: Feed, entity: Entity, columns: list[str]) -> str:
    """Return the SQL that reads the file."""
    return f"read_parquet({literal(str(path))})"


def marks(entity: Entity) -> list[str]:
    """Return nothing: all columns are the file's."""
    return []


def faults(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed, holes: list[int]
) -> Iterator[Fault]:
    """Yield nothing: a Parquet file has no lines."""
    return iter(())
