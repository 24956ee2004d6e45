"""Readers: one module a format, each with ``inspect`` and ``relation``.

``inspect(connection, path, feed)`` returns the columns of each relation in the file and raises
``RejectedError`` for a file that is not what its source says.
``relation(path, feed, entity, columns)`` returns the SQL that reads its records in file order.
``faults(connection, path, feed, holes)`` is called once the records have been streamed: it yields
the lines that are no records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed

# Number of the line, blank ones apart, that a record of a nested list comes from.
ORDINAL = "_landing.ordinal"
# Of a line of JSON, the keys that no column was made for; no element at all: it is no record.
KEYS = "_landing.keys"
# Formats whose values have types of their own; of the others every column is text.
TYPED = frozenset({"parquet"})


@dataclass(frozen=True)
class Fault:
    """A line that is no record; ``text`` goes into quarantine and nowhere else."""

    line: int
    text: str


class Reader(Protocol):
    """What each format's module offers."""

    def inspect(
        self, connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed
    ) -> dict[str | None, list[str]]:
        """Return the columns of each table in the file (``None``: the file is the table)."""

    def look_through(self, path: Path) -> None:
        """Look at the whole text if ``inspect`` needs it: its content is hashed meanwhile.

        Raises:
            RejectedError: as ``inspect`` does, which meets the fault again.

        """

    def line_bytes(self, path: Path) -> int | None:
        """Return what a record takes on average where records are longest, if that is known."""

    def relation(self, path: Path, feed: Feed, entity: Entity, columns: list[str]) -> str:
        """Return the SQL of a relation that gives the records in file order."""

    def marks(self, entity: Entity) -> list[str]:
        """Return the columns of the relation that are not the file's: ``KEYS``, ``ORDINAL``."""

    def faults(
        self, connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed, holes: list[int]
    ) -> Iterator[Fault]:
        """Yield the lines that are no records; raise ``RejectedError`` when the file is torn.

        ``holes`` are the ordinals, from 1, of rows in the stream that turned out to be no records.
        """


def refuse_twins(columns: Iterable[str]) -> None:
    """Reject keys that SQL takes for one column.

    Raises:
        RejectedError: ``wrong_format``.

    """
    names = list(columns)
    if len(names) != len({name.lower() for name in names}):
        raise RejectedError("wrong_format", "two columns differ in upper and lower case only")


def reader(name: str) -> Reader:
    """Return the reader of a format."""
    from pipelines.landing.readers import delimited, json_lines, parquet, sqlite

    readers: dict[str, Reader] = {
        "csv": delimited,
        "jsonl": json_lines,
        "parquet": parquet,
        "sqlite": sqlite,
    }
    return readers[name]
