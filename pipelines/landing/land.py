"""Landing one delivery: rows, quarantine and ledger line commit together, or not at all."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.failpoints import failpoint
from pipelines.landing import ledger, readers
from pipelines.landing.detection import Found, content_hash
from pipelines.landing.mapping import quoted
from pipelines.landing.readers import Fault
from pipelines.landing.reading import Relation, relations, stream
from pipelines.landing.rejection import RejectedError
from pipelines.landing.sink import Counts, Sink, Stamp
from pipelines.landing.source import Feed, Source
from pipelines.settings import Settings

Status = Literal["loaded", "blocked", "rejected", "repeat", "superseded"]


@dataclass
class Outcome:
    """What became of one delivery; holds counts and names, never values."""

    delivery_id: int
    path: str
    status: Status
    counts: dict[str, Counts] = field(default_factory=dict)
    rule: str | None = None
    detail: str | None = None
    unknown_columns: list[str] = field(default_factory=list)
    seconds: float = 0.0


def land(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    found: Found,
    run_id: int,
    *,
    again: bool = False,
) -> Outcome:
    """Land one delivery in one transaction and write its line in the ledger.

    ``again`` lands it even though the ledger knows it (a replay).

    Raises:
        SourceError: if the source's mapping cannot be bound; nothing is written then.
        ContractFaultError: if a contract could not be checked; nothing is written then.

    """
    started = time.perf_counter()
    feed = source.feeds[found.feed]
    digest = content_hash(found.file)
    identity = f"{digest}|{found.delivered_on}" if feed.is_snapshot else digest
    delivery_id = ledger.delivery_key(connection, source.source, found.feed, identity)
    known = ledger.row(connection, delivery_id)
    connection.execute("begin transaction")
    try:
        if known and known["path"] != found.path and not again and known["status"] != "rejected":
            outcome = _repeat(connection, source, found, digest, known, run_id, started)
        elif known and known["path"] == found.path and not again:
            outcome = Outcome(delivery_id, found.path, known["status"])
        else:
            outcome = _land_new(
                connection, settings, source, found, digest, delivery_id, run_id, started, known
            )
        ledger.write_file(connection, found, digest, outcome.delivery_id, run_id)
        failpoint("landing.before_commit")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    failpoint("landing.after_commit")
    return outcome


def _land_new(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    found: Found,
    digest: str,
    delivery_id: int,
    run_id: int,
    started: float,
    known: dict[str, object] | None,
) -> Outcome:
    feed = source.feeds[found.feed]
    if known:
        withdraw(connection, delivery_id, list(feed.entities), run_id)
    outcome = Outcome(delivery_id, found.path, "rejected")
    try:
        if found.delivered_on is None:
            raise RejectedError("no_date", "the path does not hold a date where the source says")
        stamp = Stamp(source.source, source.zone, delivery_id, found.delivered_on, run_id)
        outcome.counts = _read(connection, settings, source, found, stamp, outcome)
        tolerance = settings.landing.tolerance if source.tolerance is None else source.tolerance
        outcome.status = "blocked" if _exceeds(outcome, tolerance) else "loaded"
    except RejectedError as rejected:
        connection.execute("rollback")
        connection.execute("begin transaction")
        if known:
            withdraw(connection, delivery_id, list(feed.entities), run_id)
        outcome.counts, outcome.rule, outcome.detail = {}, rejected.rule, rejected.detail
    if outcome.status != "rejected" and _is_superseded(connection, source.source, found):
        outcome.status = "superseded"
    outcome.seconds = time.perf_counter() - started
    ledger.write_delivery(
        connection,
        source,
        found,
        delivery_id=delivery_id,
        digest=digest,
        status=outcome.status,
        run_id=run_id,
        seconds=outcome.seconds,
        delivered_on=found.delivered_on,
        rule=outcome.rule,
        detail=outcome.detail,
    )
    ledger.write_counts(connection, delivery_id, source.source, feed, outcome.counts)
    ledger.write_unknown_columns(connection, delivery_id, source.source, outcome.unknown_columns)
    if outcome.status != "rejected":
        _supersede(connection, source.source, feed, found, delivery_id, run_id)
    return outcome


def _exceeds(outcome: Outcome, tolerance: float) -> bool:
    """Tell whether an entity's share of quarantined records is above what the source tolerates."""
    return any(
        one.quarantined > tolerance * (one.read - one.not_applicable)
        for one in outcome.counts.values()
    )


def _read(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    found: Found,
    stamp: Stamp,
    outcome: Outcome,
) -> dict[str, Counts]:
    feed = source.feeds[found.feed]
    reader = readers.reader(feed.reader)
    reading = connection.cursor()
    try:
        reading.execute("set TimeZone = 'UTC'")
        tables = reader.inspect(reading, found.file, feed)
        passes = relations(reading, reader, found.file, source, feed, tables)
        outcome.unknown_columns = unknown_columns(feed, tables)
        counts: dict[str, Counts] = {}
        for one in passes:
            counts |= _read_relation(connection, reading, settings, one, feed, found, stamp)
    finally:
        reading.close()
    for name, entity in feed.entities.items():
        if entity.mode == "snapshot" and counts[name].read == 0:
            raise RejectedError("empty", f"a snapshot without a record of {name}")
    return counts


def _read_relation(
    connection: duckdb.DuckDBPyConnection,
    reading: duckdb.DuckDBPyConnection,
    settings: Settings,
    relation: Relation,
    feed: Feed,
    found: Found,
    stamp: Stamp,
) -> dict[str, Counts]:
    sinks = [
        Sink(connection, name, feed.entities[name], sql, relation.columns, stamp)
        for name, sql in relation.entities.items()
    ]
    reader = readers.reader(feed.reader)
    seen, records, faults = 0, 0, []
    try:
        for batch in stream(reading, relation.sql, settings.landing.batch_rows):
            table = pa.Table.from_batches([batch])
            if feed.reader == "jsonl":
                faults += _lines_of_nulls(table, relation.columns, seen)
            seen += table.num_rows
            table = table if not faults else _without_nulls(table, relation.columns)
            numbers = pa.array(np.arange(records + 1, records + 1 + table.num_rows))
            records += table.num_rows
            for sink in sinks:
                sink.take(table, numbers)
    except duckdb.Error as error:
        raise read_failure(error) from None
    faults += reader.faults(reading, found.file, feed)
    for sink in sinks:
        sink.take_faults(faults)
    return {sink.name: sink.close() for sink in sinks}


def read_failure(error: duckdb.Error) -> RejectedError:
    """Say why DuckDB could not read on, without its message: that may hold values."""
    text = str(error).lower()
    if "unicode" in text or "utf-8" in text or "encoding" in text:
        return RejectedError(
            "wrong_encoding", "the content is not in the encoding that the source says"
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        raise error
    return RejectedError("torn", f"the content cannot be read to its end ({type(error).__name__})")


def _nulls(table: pa.Table, columns: list[str]) -> pa.Array:
    mask = pc.is_null(table[columns[0]])
    for name in columns[1:]:
        mask = pc.and_(mask, pc.is_null(table[name]))
    return mask


def _lines_of_nulls(table: pa.Table, columns: list[str], seen: int) -> list[Fault]:
    """Return the lines of a JSON file that gave no value at all: they are no objects."""
    mask = _nulls(table, columns).to_numpy()
    return [Fault(seen + int(index) + 1, "") for index in np.flatnonzero(mask)]


def _without_nulls(table: pa.Table, columns: list[str]) -> pa.Table:
    return table.filter(pc.invert(_nulls(table, columns)))


def unknown_columns(feed: Feed, tables: dict[str | None, list[str]]) -> list[str]:
    """Return the source columns that no mapping, ``where``, ``optional`` or ``ignore`` names."""
    found = []
    for table, columns in tables.items():
        used = {name.lower() for name in feed.ignore | feed.optional}
        for entity in feed.entities.values():
            if entity.table == table:
                used |= {name.lower() for name in entity.columns}
        prefix = f"{table}." if table else ""
        found += [prefix + name for name in columns if name.lower() not in used]
    return found


def _repeat(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    found: Found,
    digest: str,
    known: dict[str, object],
    run_id: int,
    started: float,
) -> Outcome:
    """Ledger a file whose content came before under another name.

    When its date is earlier, the delivery takes that date: which name came first decides nothing.
    """
    feed = source.feeds[found.feed]
    original = int(str(known["delivery_id"]))
    repeat_id = ledger.delivery_key(connection, source.source, found.feed, f"repeat|{found.path}")
    read = dict(
        connection.execute(
            "select entity, records_read from ledger.delivery_entity where delivery_id = ?",
            [original],
        ).fetchall()
    )
    counts = {name: Counts(read=count, repeated=count) for name, count in read.items()}
    earlier = found.delivered_on is not None and str(found.delivered_on) < str(
        known["delivered_on"]
    )
    if earlier:
        for name in feed.entities:
            for schema in ("raw", "quarantine"):
                connection.execute(
                    f"update {schema}.{quoted(name)} set _delivered_on = ? where _delivery = ?",
                    [found.delivered_on, original],
                )
        connection.execute(
            "update ledger.delivery set delivered_on = ? where delivery_id = ?",
            [found.delivered_on, original],
        )
        ledger.touch(connection, original, list(feed.entities), run_id)
    ledger.write_delivery(
        connection,
        source,
        found,
        delivery_id=repeat_id,
        digest=digest,
        status="repeat",
        run_id=run_id,
        seconds=time.perf_counter() - started,
        delivered_on=found.delivered_on,
        same_as=original,
    )
    ledger.write_counts(connection, repeat_id, source.source, feed, counts)
    return Outcome(repeat_id, found.path, "repeat", counts)


def withdraw(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, entities: list[str], run_id: int
) -> None:
    """Take out the rows of a delivery that lands anew; their keys are noted as touched."""
    ledger.touch(connection, delivery_id, entities, run_id)
    _erase(connection, delivery_id, entities)


def _erase(connection: duckdb.DuckDBPyConnection, delivery_id: int, entities: list[str]) -> None:
    for entity in entities:
        for schema in ("raw", "quarantine"):
            connection.execute(
                f"delete from {schema}.{quoted(entity)} where _delivery = ?", [delivery_id]
            )


def _is_superseded(connection: duckdb.DuckDBPyConnection, source: str, found: Found) -> bool:
    """Tell whether a higher revision of this delivery is there already."""
    row = connection.execute(
        "select count(*) from ledger.delivery where source = ? and feed = ? and stem = ? "
        "and revision > ? and status in ('loaded', 'blocked')",
        [source, found.feed, found.stem, found.revision],
    ).fetchone()
    return bool(row and row[0])


def _supersede(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    feed: Feed,
    found: Found,
    delivery_id: int,
    run_id: int,
) -> None:
    """Set aside what this delivery replaces: lower revisions, and other content at its path."""
    older = connection.execute(
        "select delivery_id, status from ledger.delivery where source = ? and feed = ? "
        "and delivery_id <> ? and superseded_by is null and status <> 'repeat' "
        "and (path = ? or (stem = ? and revision < ?))",
        [source, found.feed, delivery_id, found.path, found.stem, found.revision],
    ).fetchall()
    for old, status in older:
        connection.execute(
            "update ledger.delivery set superseded_by = ?, status = ? where delivery_id = ?",
            [delivery_id, "rejected" if status == "rejected" else "superseded", old],
        )
        ledger.touch(connection, old, list(feed.entities), run_id)
