"""SQLite database files: a delivery with several tables, all values read as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.landing.readers import Fault, extension
from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed
from pipelines.sql_text import literal

MAGIC = b"SQLite format 3\x00"


def inspect(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed
) -> dict[str | None, list[str]]:
    """Return the columns of each table that the feed reads.

    Raises:
        RejectedError: ``empty``, ``wrong_format``, ``torn`` or ``missing_column`` (no such table).

    """
    size = path.stat().st_size
    if size == 0:
        raise RejectedError("empty", "the file has no bytes")
    with path.open("rb") as raw:
        header = raw.read(100)
    if not header.startswith(MAGIC):
        raise RejectedError("wrong_format", "the file does not begin as SQLite does")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if size < pages * (65_536 if page == 1 else page):
        raise RejectedError("torn", "the file is shorter than its header says")
    extension.load(connection, "sqlite_scanner")
    connection.execute("set sqlite_all_varchar = true")
    tables: dict[str | None, list[str]] = {}
    for name in sorted({entity.table or "" for entity in feed.entities.values()}):
        try:
            described = connection.execute(
                f"describe select * from sqlite_scan({literal(str(path))}, {literal(name)})"
            ).fetchall()
        except duckdb.Error:
            raise RejectedError("missing_column", f"there is no table {name}") from None
        tables[name] = [row[0] for row in described]
    return tables


def look_through(path: Path) -> None:
    """Do nothing: ``inspect`` reads little."""


def line_bytes(path: Path) -> None:
    """Return nothing: what a record takes shows when it is read."""


def relation(path: Path, feed: Feed, entity: Entity, columns: list[str]) -> str:
    """Return the SQL that reads the entity's table."""
    return f"sqlite_scan({literal(str(path))}, {literal(entity.table or '')})"


def marks(entity: Entity) -> list[str]:
    """Return nothing: all columns are the file's."""
    return []


def faults(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed, holes: list[int]
) -> Iterator[Fault]:
    """Yield nothing: a table has no lines."""
    return iter(())
