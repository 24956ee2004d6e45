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


def stamped(source: Source, found: Found, delivery_id: int, run_id: int) -> Stamp:
    """Return what every row of a delivery carries.

    Raises:
        RejectedError: if the delivery has no date.

    """
    if found.delivered_on is None:
        raise RejectedError("no_date", "the path does not hold a date where the source says")
    return Stamp(source.source, source.zone, delivery_id, found.delivered_on, run_id)


class Contents:
    """The records of one file: ``read`` holds them to their contracts, ``store`` lands them.

    Of a large file the most part is stored while it is read. What was read ahead is stored in the
    transaction that has begun by then.
    """

    def __init__(
        self,
        writer: duckdb.DuckDBPyConnection,
        settings: Settings,
        source: Source,
        found: Found,
        stamp: Stamp,
        *,
        is_ahead: bool = False,
    ) -> None:
        threads = min(settings.threads, INSERTING_THREADS)
        self.inserts = Inserts(writer, threads, begun=not is_ahead)
        self.settings = settings
        self.source = source
        self.found = found
        self.stamp = stamp
        self.feed = source.feeds[found.feed]
        self.sinks: list[Sink] = []
        self.counts: dict[str, Counts] = {}
        self.unknown_columns: list[str] = []

    def read(self, intake: duckdb.DuckDBPyConnection) -> None:
        """Read all records with ``intake`` (``open_intake``) and judge them.

        Raises:
            RejectedError: if the file is not what its source says.
            SourceError: if the source's mapping cannot be bound.
            NotBegunError: if more was read ahead than waits in memory.

        """
        reader = readers.reader(self.feed.reader)
        file, feed = self.found.file, self.feed
        connection = reading(intake)
        unasked: set[str] = set()
        try:
            tables = reader.inspect(connection, file, feed)
            for relation in relations(connection, reader, file, self.source, feed, tables):
                unasked |= self._read_relation(connection, reader, relation)
        finally:
            connection.close()
        tables = {name: [*columns, *sorted(unasked)] for name, columns in tables.items()}
        self.unknown_columns = unknown_columns(feed, tables)

    def store(self) -> dict[str, Counts]:
        """Insert what waits; return the counts by entity.

        Raises:
            RejectedError: if a snapshot has no record.

        """
        if not self.inserts.begun:
            self.inserts.begin()
        self._close_sinks()
        self.inserts.finish()
        for name, entity in self.feed.entities.items():
            if entity.mode == "snapshot" and self.counts[name].read == 0:
                raise RejectedError("empty", f"a snapshot without a record of {name}")
        return self.counts

    def close(self) -> None:
        """Wait for the insert under way, whether or not it fails."""
        self.inserts.close()

    def _close_sinks(self) -> None:
        for sink in self.sinks:
            self.counts[sink.name] = sink.close()
        self.sinks = []

    def _read_relation(
        self, connection: duckdb.DuckDBPyConnection, reader: Reader, relation: Relation
    ) -> set[str]:
        """Read a relation into its sinks; return the keys that no column was made for."""
        # Of the relation before, a large file leaves nothing waiting in memory.
        if self.found.bytes >= WORTH_A_THREAD:
            self._close_sinks()
        sinks = [
            Sink(self.inserts, name, self.feed.entities[name], sql, relation.columns, self.stamp)
            for name, sql in relation.entities.items()
        ]
        self.sinks += sinks
        late = _stream_relation(
            connection, reader, self.settings, relation, self.feed, self.found, sinks
        )
        if late:
            refuse_twins(late | set(relation.columns))
        return late


def _stream_relation(
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
