"""The side of landing that reads: a DuckDB instance in memory, apart from the working file's.

Each side so has its threads and its memory. Each uses two threads at most: one that reads holds a
row group of Parquet or two of the longest lines of JSON, one that inserts a row group, so that on
many cores no memory would do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse import open_working

READING_THREADS = 2
INSERTING_THREADS = 2


@contextmanager
def open_intake(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the instance that reads deliveries; it serves any number of them, one after another."""
    spill = settings.warehouse / "spill" / "intake"
    # DuckDB makes the last folder of a path, not those above it.
    spill.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(
        config={
            "memory_limit": settings.landing.memory_limit,
            "threads": min(settings.threads, READING_THREADS),
            "temp_directory": str(spill),
        }
    ) as connection:
        yield connection


def reading(intake: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a connection for one delivery: what it puts aside meets no other's."""
    cursor = intake.cursor()
    cursor.execute("set TimeZone = 'UTC'")
    return cursor


@contextmanager
def open_landing(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the working file for landing: its share of memory, one thread until much is inserted."""
    apart = settings.model_copy(
        update={"memory_limit": settings.landing.memory_limit, "threads": 1}
    )
    with open_working(apart) as connection:
        yield connection
