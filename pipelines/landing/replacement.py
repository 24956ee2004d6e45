"""What one delivery does to others: repeats, supersession, and rows taken out to land anew."""

from __future__ import annotations

import duckdb

from pipelines.landing import ledger
from pipelines.landing.detection import Found
from pipelines.landing.mapping import quoted
from pipelines.landing.source import Feed


def withdraw(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, entities: list[str], run_id: int
) -> None:
    """Take out the rows of a delivery that lands anew; their keys are noted as touched."""
    ledger.touch(connection, delivery_id, entities, run_id)
    for entity in entities:
        for schema in ("raw", "quarantine"):
            connection.execute(
                f"delete from {schema}.{quoted(entity)} where _delivery = ?", [delivery_id]
            )


def superseding(
    connection: duckdb.DuckDBPyConnection, found: Found, delivery_id: int
) -> int | None:
    """Return the delivery that stands in this one's place: a higher revision that came before."""
    row = connection.execute(
        "select delivery_id from ledger.delivery where source = ? and feed = ? and stem = ? "
        "and revision > ? and delivery_id <> ? and status in ('loaded', 'blocked') "
        "order by revision desc limit 1",
        [found.source, found.feed, found.stem, found.revision, delivery_id],
    ).fetchone()
    return int(row[0]) if row else None


def supersede(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    found: Found,
    delivery_id: int,
    run_id: int,
) -> None:
    """Set aside what this delivery replaces: lower revisions, and other content at its path.

    Where the replaced file was a repeat, the delivery that it repeats is set aside: which of the
    two names came first decides nothing.
    """
    older = connection.execute(
        "select distinct coalesce(same_as, delivery_id) from ledger.delivery "
        "where source = ? and feed = ? and (path = ? or (stem = ? and revision < ?))",
        [found.source, found.feed, found.path, found.stem, found.revision],
    ).fetchall()
    for (old,) in older:
        if old != delivery_id:
            set_aside(connection, feed, old, delivery_id, run_id)


def set_aside(
    connection: duckdb.DuckDBPyConnection, feed: Feed, old: int, new: int, run_id: int
) -> None:
    """Mark a delivery as superseded by ``new``, unless it is so already."""
    changed = connection.execute(
        "update ledger.delivery set superseded_by = ?, "
        "status = case when status = 'rejected' then status else 'superseded' end "
        "where delivery_id = ? and superseded_by is null",
        [new, old],
    ).fetchone()
    if changed and changed[0]:
        ledger.touch(connection, old, list(feed.entities), run_id)
