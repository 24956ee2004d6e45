"""What one delivery does to others: repeats, supersession, and rows taken out to land anew."""

from __future__ import annotations

from typing import Any

import duckdb

from pipelines.landing import ledger
from pipelines.landing.detection import Found
from pipelines.landing.source import Feed
from pipelines.sql_text import quoted


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


def stands_alone(connection: duckdb.DuckDBPyConnection, found: Found, delivery_id: int) -> bool:
    """Tell whether no other delivery lay at this path or is another revision of this one."""
    row = connection.execute(
        "select count(*) from ledger.delivery where source = ? and feed = ? "
        "and (path = ? or stem = ?) and delivery_id <> ?",
        [found.source, found.feed, found.path, found.stem, delivery_id],
    ).fetchone()
    return bool(row and not row[0])


def superseding(
    connection: duckdb.DuckDBPyConnection, found: Found, delivery_id: int
) -> int | None:
    """Return the delivery that stands in this one's place: a higher revision that came before."""
    row = connection.execute(
        "select held.delivery_id from ledger.delivery as named join ledger.delivery as held "
        "on held.delivery_id = coalesce(named.same_as, named.delivery_id) "
        "where named.source = ? and named.feed = ? and named.stem = ? and named.revision > ? "
        "and held.delivery_id <> ? and held.status in ('loaded', 'blocked') "
        "order by named.revision desc limit 1",
        [found.source, found.feed, found.stem, found.revision, delivery_id],
    ).fetchone()
    return int(row[0]) if row else None


def has_returned(
    connection: duckdb.DuckDBPyConnection, found: Found, known: dict[str, Any]
) -> bool:
    """Tell whether a file holds again what it held before it was changed."""
    row = connection.execute(
        "select count(*) from ledger.delivery where delivery_id = ? and path = ?",
        [known["superseded_by"], found.path],
    ).fetchone()
    return bool(row and row[0])


def revives(connection: duckdb.DuckDBPyConnection, found: Found, known: dict[str, Any]) -> bool:
    """Tell whether a repeat of superseded content came after what took that content's place.

    It did as a higher revision of the same file, or on a later date.
    """
    if known["superseded_by"] is None or superseding(connection, found, known["delivery_id"]):
        return False
    row = connection.execute(
        "select stem = ? and revision < ? or coalesce(delivered_on < ?, false) "
        "from ledger.delivery where delivery_id = ?",
        [found.stem, found.revision, found.delivered_on, known["superseded_by"]],
    ).fetchone()
    return bool(row and row[0])


def supersede(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    found: Found,
    delivery_id: int,
    run_id: int,
) -> None:
    """Set aside what this delivery replaces: lower revisions, and other content at its path.

    Where the replaced file was a repeat, the delivery that it repeats is set aside: which of the
    two names came first decides nothing. What came again after this one, as a higher revision or
    on a later date, stays.
    """
    older = connection.execute(
        "select coalesce(same_as, delivery_id) as held from ledger.delivery "
        "where source = ? and feed = ? group by held "
        "having bool_or(path = ? or (stem = ? and revision < ?)) "
        "and not bool_or((stem = ? and revision > ?) or coalesce(delivered_on > ?, false))",
        [
            *(found.source, found.feed, found.path, found.stem, found.revision),
            *(found.stem, found.revision, found.delivered_on),
        ],
    ).fetchall()
    for (old,) in older:
        if old != delivery_id:
            set_aside(connection, feed, old, delivery_id, run_id)


def redate(
    connection: duckdb.DuckDBPyConnection, feed: Feed, found: Found, delivery_id: int, run_id: int
) -> None:
    """Date content that came again later by its later file, since its first holds other content.

    Whichever of the three files came last, the content then stands behind what replaced it.
    """
    moved = connection.execute(
        "select first.delivery_id, again.delivery_id, again.path, again.stem, again.delivered_on, "
        "again.revision from ledger.delivery as first "
        "join ledger.delivery as again on again.same_as = first.delivery_id "
        "where first.source = ? and first.feed = ? and first.delivery_id <> ? "
        "and first.superseded_by is null "
        "and (first.path = ? or (first.stem = ? and first.revision < ?)) "
        "qualify row_number() over ("
        "partition by first.delivery_id order by again.delivered_on, again.path) = 1",
        [found.source, found.feed, delivery_id, found.path, found.stem, found.revision],
    ).fetchall()
    for original, repeat, path, stem, delivered_on, revision in moved:
        ledger.touch(connection, original, list(feed.entities), run_id)
        for entity in feed.entities:
            for schema in ("raw", "quarantine"):
                connection.execute(
                    f"update {schema}.{quoted(entity)} set _delivered_on = ? where _delivery = ?",
                    [delivered_on, original],
                )
        ledger.forget(connection, repeat)
        connection.execute(
            "update ledger.delivery set path = ?, stem = ?, delivered_on = ?, revision = ? "
            "where delivery_id = ?",
            [path, stem, delivered_on, revision, original],
        )


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
