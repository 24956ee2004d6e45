"""One transaction of the working file, and the instants before and after its commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.failpoints import failpoint


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection, stage: str) -> Iterator[None]:
    """Commit what the block writes, or nothing of it; ``stage`` names the failpoints around it."""
    connection.begin()
    try:
        yield
        failpoint(f"{stage}.before_commit")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    failpoint(f"{stage}.after_commit")
