"""The ledger: what was delivered, what became of each record, and which runs there were."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import duckdb

from pipelines.landing.detection import Found
from pipelines.landing.source import Feed, Source
from pipelines.landing.stamp import Counts
from pipelines.sql_text import quoted
from pipelines.warehouse import contract_types, durable_key
from schemas import CONTRACTS


def contract_hash(feed: Feed) -> str:
    """Fingerprint of the contracts that a feed's records are held to."""
    said = [
        (
            name,
            contract_types(CONTRACTS[name]),
            [
                (column, one.nullable, [str(check) for check in one.checks])
                for column, one in CONTRACTS[name].to_schema().columns.items()
            ],
            [str(check) for check in CONTRACTS[name].to_schema().checks],
        )
        for name in sorted(feed.entities)
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def delivery_key(source: str, feed: str, identity: str) -> int:
    """Return the key of a delivery: a function of what it is, not of when it came."""
    return durable_key("delivery", source, f"{feed}|{identity}")


def content_key(source: Source, found: Found, digest: str) -> int:
    """Return the key of a delivery that is known by its content, of a snapshot also by its date."""
    is_snapshot = source.feeds[found.feed].is_snapshot
    identity = f"{digest}|{found.delivered_on}" if is_snapshot else digest
    return delivery_key(source.source, found.feed, identity)


def row(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> dict[str, Any] | None:
    """Return the ledger's line of a delivery, by column."""
    cursor = connection.execute(
        "select * from ledger.delivery where delivery_id = ?", [delivery_id]
    )
    names = [column[0] for column in cursor.description or []]
    found = cursor.fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def forget(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> None:
    """Take out the lines of a delivery that is about to be written anew."""
    for table in ("delivery", "delivery_entity", "unknown_column"):
        connection.execute(f"delete from ledger.{table} where delivery_id = ?", [delivery_id])


def write_delivery(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    found: Found,
    *,
    delivery_id: int,
    digest: str,
    status: str,
    run_id: int,
    seconds: float,
    rule: str | None = None,
    detail: str | None = None,
    same_as: int | None = None,
    superseded_by: int | None = None,
) -> None:
    """Write a delivery's line; whoever lands it anew calls ``forget`` first."""
    feed = source.feeds[found.feed]
    connection.execute(
        "insert into ledger.delivery by name select ? as delivery_id, ? as source, ? as feed, "
        "? as path, ? as stem, ? as bytes, ? as content_hash, ? as zone, ?::date as delivered_on, "
        "? as revision, ? as status, ? as rule, ? as detail, ?::bigint as same_as, "
        "?::bigint as superseded_by, ? as mapping_hash, ? as contract_hash, ? as run_id, "
        "? as landed_at, ? as seconds",
        [
            delivery_id,
            source.source,
            found.feed,
            found.path,
            found.stem,
            found.bytes,
            digest,
            source.zone,
            found.delivered_on,
            found.revision,
            status,
            rule,
            detail,
            same_as,
            superseded_by,
            source.mapping_hash(found.feed),
            contract_hash(feed),
            run_id,
            datetime.now(UTC).replace(tzinfo=None),
            seconds,
        ],
    )


def keep_rejected(
    connection: duckdb.DuckDBPyConnection, known: dict[str, Any], own_id: int
) -> None:
    """Write the line of a rejected file again, under an id of its own.

    Its content came under another name, and whoever lands it last holds the content's id.
    """
    line = known | {"delivery_id": own_id}
    columns = ", ".join(f"? as {name}" for name in line)
    connection.execute(f"insert into ledger.delivery by name select {columns}", list(line.values()))
    connection.execute(
        "update ledger.file set delivery_id = ? where source = ? and feed = ? and path = ?",
        [own_id, known["source"], known["feed"], known["path"]],
    )


def write_counts(
    connection: duckdb.DuckDBPyConnection,
    delivery_id: int,
    source: str,
    feed: Feed,
    counts: dict[str, Counts],
) -> None:
    """Write what became of a delivery's records, a line an entity."""
    if not counts:
        return
    values: list[object] = []
    for entity, one in counts.items():
        values += [delivery_id, source, entity, feed.entities[entity].mode]
        values += [one.read, one.loaded, one.repeated]
        values += [one.quarantined, one.not_applicable, one.erased]
    lines = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(counts))
    connection.execute(f"insert into ledger.delivery_entity values {lines}", values)


def write_unknown_columns(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, source: str, columns: list[str]
) -> None:
    """Write the source columns that nothing uses."""
    if columns:
        connection.execute(
            "insert into ledger.unknown_column select ?, ?, unnest(?)",
            [delivery_id, source, columns],
        )


def write_file(
    connection: duckdb.DuckDBPyConnection,
    found: Found,
    digest: str,
    delivery_id: int,
    run_id: int,
) -> None:
    """Remember a file, so that it is not read again while its size and time stay."""
    connection.execute(
        "delete from ledger.file where source = ? and feed = ? and path = ?",
        [found.source, found.feed, found.path],
    )
    connection.execute(
        "insert into ledger.file values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            found.source,
            found.feed,
            found.path,
            found.bytes,
            found.modified_ns,
            digest,
            delivery_id,
            run_id,
        ],
    )


def touch(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, entities: list[str], run_id: int
) -> None:
    """Note the keys of a delivery's rows, so that models read them again in the run ``run_id``."""
    for entity in entities:
        connection.execute(
            f"insert into ledger.touched select distinct '{entity}', _source, "
            f"{key_text(entity)}, {int(run_id)} from raw.{quoted(entity)} where _delivery = ?",
            [delivery_id],
        )


def key_text(entity: str) -> str:
    """Return the SQL of a raw row's natural key as text, parts joined by ``|``."""
    columns = CONTRACTS[entity].to_schema().columns
    key = [
        name
        for name, column in columns.items()
        if (column.metadata or {}).get("role") in ("key", "document")
    ]
    return "concat_ws('|', " + ", ".join(quoted(name) for name in key) + ")"
