"""What lies in a delivery: one pass over the file for each table or nested list.

Belongs here: from a file to the counts of its records. Does not belong here: the delivery's state
in the ledger (``land``).
"""

from __future__ import annotations

from itertools import islice

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.landing import readers
from pipelines.landing.detection import Found
from pipelines.landing.inserts import Inserts
from pipelines.landing.intake import INSERTING_THREADS, reading
from pipelines.landing.readers import KEYS, ORDINAL, Reader, refuse_twins
from pipelines.landing.reading import Relation, relations
from pipelines.landing.rejection import RejectedError
from pipelines.landing.sink import Sink
from pipelines.landing.source import Feed, Source
from pipelines.landing.stamp import Counts, Stamp
from pipelines.landing.streaming import WORTH_A_THREAD, Pace, stream
from pipelines.settings import Settings

FAULTS_AT_ONCE = 10_000
# Of an object whose keys are ids or addresses, every key would be reported as a column.
MOST_KEYS = 256


def read_delivery(
    writer: duckdb.DuckDBPyConnection,
    intake: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    found: Found,
    stamp: Stamp,
) -> tuple[dict[str, Counts], list[str]]:
    """Land all records of a file; return the counts by entity and the columns that nothing uses.

    ``intake`` reads them (``open_intake``), ``writer`` stores them.

    Raises:
        RejectedError: if the file is not what its source says.
        SourceError: if the source's mapping cannot be bound.

    """
    feed = source.feeds[found.feed]
    reader = readers.reader(feed.reader)
    connection = reading(intake)
    inserts = Inserts(writer, min(settings.threads, INSERTING_THREADS))
    counts: dict[str, Counts] = {}
    unasked: set[str] = set()
    try:
        tables = reader.inspect(connection, found.file, feed)
        for relation in relations(connection, reader, found.file, source, feed, tables):
            sinks = [
                Sink(inserts, name, feed.entities[name], sql, relation.columns, stamp)
                for name, sql in relation.entities.items()
            ]
            late = _read_relation(connection, reader, settings, relation, feed, found, sinks)
            if late:
                refuse_twins(late | set(relation.columns))
            unasked |= late
            counts |= {sink.name: sink.close() for sink in sinks}
        inserts.finish()
    finally:
        try:
            inserts.close()
        finally:
            connection.close()
    for name, entity in feed.entities.items():
        if entity.mode == "snapshot" and counts[name].read == 0:
            raise RejectedError("empty", f"a snapshot without a record of {name}")
    tables = {name: [*columns, *sorted(unasked)] for name, columns in tables.items()}
    return counts, unknown_columns(feed, tables)


def _read_relation(
    connection: duckdb.DuckDBPyConnection,
    reader: Reader,
    settings: Settings,
    relation: Relation,
    feed: Feed,
    found: Found,
    sinks: list[Sink],
) -> set[str]:
    """Stream a relation into its sinks; return the keys that no column was made for."""
    seen, records = 0, 0
    holes: list[int] = []
    late: set[str] = set()
    is_large = found.bytes >= WORTH_A_THREAD
    pace = Pace.of(reader.line_bytes(found.file) if is_large else None, len(relation.columns))
    rows = settings.landing.batch_rows
    for table in stream(connection, relation.sql, rows, found.bytes, pace):
        empty = _empty(table, late) if KEYS in table.column_names else None
        if empty is not None:
            ordinals = table[ORDINAL].to_numpy() if ORDINAL in table.column_names else None
            places = np.flatnonzero(empty)
            holes += (ordinals[places] if ordinals is not None else seen + places + 1).tolist()
            seen += table.num_rows
            table = table.filter(pa.array(~empty))
        else:
            seen += table.num_rows
        numbers = pa.array(np.arange(records + 1, records + 1 + table.num_rows))
        records += table.num_rows
        for sink in sinks:
            sink.take(table, numbers)
    faults = reader.faults(connection, found.file, feed, holes)
    while some := list(islice(faults, FAULTS_AT_ONCE)):
        for sink in sinks:
            sink.take_faults(some)
    return late


def _empty(table: pa.Table, late: set[str]) -> np.ndarray | None:
    """Tell which rows are no objects, ``None`` if there are none; note keys without column."""
    keys = table[KEYS]
    if keys.null_count == len(keys):
        return None
    late |= set(pc.unique(pc.list_flatten(keys)).to_pylist())
    if len(late) > MOST_KEYS:
        raise RejectedError(
            "wrong_format", f"more than {MOST_KEYS} keys are no columns: they are values here"
        )
    found: np.ndarray = pc.fill_null(pc.equal(pc.list_value_length(keys), 0), False).to_numpy()
    return found if found.any() else None


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
