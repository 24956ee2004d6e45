"""Runs in the ledger, and the landing of all that is new of a source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import duckdb

from pipelines.failpoints import failpoint
from pipelines.landing.ahead import reading_ahead
from pipelines.landing.detection import find, unseen
from pipelines.landing.intake import open_intake
from pipelines.landing.land import Outcome, land
from pipelines.landing.source import Source
from pipelines.settings import Settings


def begin(connection: duckdb.DuckDBPyConnection, dagster_run_id: str) -> int:
    """Open a run and return its number; a run that died before is marked as such."""
    connection.execute("update ledger.run set status = 'died' where ended_at is null")
    row = connection.execute("select coalesce(max(run_id), 0) + 1 from ledger.run").fetchone()
    run_id = int(row[0]) if row else 1
    connection.execute(
        "insert into ledger.run by name select ? as run_id, ? as dagster_run_id, "
        "? as started_at, 'running' as status",
        [run_id, dagster_run_id, datetime.now(UTC).replace(tzinfo=None)],
    )
    return run_id


def forget_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that a full build begins: until one ends, nothing that was built can be added to."""
    connection.execute("update ledger.run set fingerprint = null where fingerprint is not null")


def mark_built(
    connection: duckdb.DuckDBPyConnection,
    run_id: int,
    *,
    as_of: date | None,
    fingerprint: str,
    full_refresh: bool,
) -> None:
    """Note that all models were built; the next increment counts from this run."""
    connection.execute(
        "update ledger.run set status = 'built', as_of = ?, fingerprint = ?, "
        "is_full_refresh = ? where run_id = ?",
        [as_of, fingerprint, full_refresh, run_id],
    )


def close(
    connection: duckdb.DuckDBPyConnection, run_id: int, status: str, version: int | None = None
) -> None:
    """Close a run as ``published``, ``held``, ``unchanged``, ``as_of`` or ``in part``."""
    connection.execute(
        "update ledger.run set ended_at = ?, status = ?, published_version = ? where run_id = ?",
        [datetime.now(UTC).replace(tzinfo=None), status, version, run_id],
    )
    failpoint("run.closed")


def close_failed(connection: duckdb.DuckDBPyConnection, run_id: int) -> None:
    """Close a run that nothing else has closed: it failed before its end."""
    connection.execute(
        "update ledger.run set ended_at = ?, status = case status when 'running' then 'failed' "
        "when 'built' then 'not published' else status end "
        "where run_id = ? and ended_at is null",
        [datetime.now(UTC).replace(tzinfo=None), run_id],
    )


def last_built(connection: duckdb.DuckDBPyConnection) -> tuple[int, str | None]:
    """Return number and fingerprint of the last run whose models were all built (-1 if none).

    None either after a full build that has not ended: it may have left other code's rows.
    """
    row = connection.execute(
        "select run_id, fingerprint from ledger.run "
        "where fingerprint is not null order by run_id desc limit 1"
    ).fetchone()
    return (int(row[0]), row[1]) if row else (-1, None)


def land_source(
    connection: duckdb.DuckDBPyConnection, settings: Settings, source: Source, run_id: int
) -> Iterator[Outcome]:
    """Land what is new of a source, oldest delivery date first; each delivery commits by itself.

    Raises:
        SourceError: if the mapping cannot be bound to what was delivered.

    """
    new = unseen(connection, find(settings, source))
    if not new:
        return
    with (
        open_intake(settings) as intake,
        reading_ahead(connection, intake, settings, source, run_id) as read,
    ):
        for found, ahead in read.each(new):
            yield land(connection, settings, source, found, run_id, intake=intake, ahead=ahead)
