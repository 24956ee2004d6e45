"""A DuckDB file, attached read-only.

Belongs here: what every reader of a file needs. Does not belong here: anything that knows the
tables, or an import that takes long: the audit's process starts with this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.sql_text import literal, quoted

# DuckDB's words for a file that another process has open.
LOCKED = "Could not set lock"


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise what interrupts a query as itself: DuckDB hands it on as the cause of an error.

    As an error it would count as a fault of what is done here, and a run would go on without it.
    """
    try:
        yield
    except RuntimeError as error:
        cause = error.__cause__
        if cause is None or isinstance(cause, Exception):
            raise
        raise cause from None


@contextmanager
def attached(
    path: Path, config: Mapping[str, str] | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Attach a file read-only to a connection of its own; yield that and the catalog's name.

    The catalog is named as if the file had been opened, so that the views in it still work.

    No connection of this process may have the file open: DuckDB's lock is the process's, so that it
    does not see the clash, and closing either side frees the lock of both.
    """
    connection = duckdb.connect(config=dict(config or {}))
    try:
        catalog = path.stem
        connection.execute(f"attach {literal(path)} as {quoted(catalog)} (read_only)")
        connection.execute(f"use {quoted(catalog)}")
        with interruptible():
            yield connection, catalog
    finally:
        connection.close()
