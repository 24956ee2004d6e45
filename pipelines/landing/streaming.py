"""Streaming a relation in batches, of a large file with the next ones read ahead by a thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pipelines.landing.intake import READING_THREADS
from pipelines.landing.rejection import read_failure

AHEAD = 2
VECTOR = 2_048  # rows that DuckDB works on at a time
# Of chunks a batch is put together, until it has its rows or its bytes.
CHUNK_BYTES = 8 * 2**20
BATCH_BYTES = 32 * 2**20
PIECE = 32 * 2**20  # of text, that a thread of DuckDB's reads at a time
# A smaller file is read in less time than a thread and its queue take.
WORTH_A_THREAD = 8 * 2**20


@dataclass(frozen=True)
class Pace:
    """How much of a result there is at once: ``chunk_rows`` of Arrow's, ``held`` bytes of DuckDB's.

    DuckDB's threads hand their rows over in the order of the file, a ``PIECE`` of text at a time;
    unless it may hold what all of them read at once, one works and the others wait. It counts
    sixteen bytes a value, however long that is.
    """

    chunk_rows: int = VECTOR
    held: int = 2**20

    @classmethod
    def of(cls, line_bytes: int | None, columns: int) -> Pace:
        """Return the pace for lines so long; a column comes as read and as converted."""
        if not line_bytes:
            return cls()
        held = READING_THREADS * PIECE // line_bytes * columns * 2 * 16
        return cls(min(max(CHUNK_BYTES // line_bytes, 64), VECTOR), min(max(held, 2**16), 2**28))


def stream(
    connection: duckdb.DuckDBPyConnection, sql: str, rows: int, size: int, pace: Pace
) -> Iterator[pa.Table]:
    """Yield batches of about ``rows`` rows in the order of a file of ``size`` bytes.

    Raises:
        RejectedError: if the content cannot be read to its end.

    """
    read = batches(connection, sql, rows, pace)
    return read if size < WORTH_A_THREAD else ahead(read)


def batches(
    connection: duckdb.DuckDBPyConnection, sql: str, rows: int, pace: Pace
) -> Iterator[pa.Table]:
    """Yield tables of about ``rows`` rows, or of ``BATCH_BYTES`` where records are long."""
    waiting: list[pa.RecordBatch] = []
    count = size = 0
    try:
        if pace != Pace():
            connection.execute(f"set streaming_buffer_size = '{pace.held}B'")
        for chunk in connection.execute(sql).to_arrow_reader(min(rows, pace.chunk_rows)):
            waiting.append(chunk)
            count, size = count + chunk.num_rows, size + chunk.nbytes
            if count >= rows or size >= BATCH_BYTES:
                yield pa.Table.from_batches(waiting)
                waiting, count, size = [], 0, 0
    except (duckdb.Error, OSError) as error:  # Arrow's reader raises OSError for DuckDB's
        raise read_failure(error) from None
    if waiting:
        yield pa.Table.from_batches(waiting)


def ahead(read: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield what ``read`` yields while a thread reads on, by ``AHEAD + 2`` batches at most."""
    waiting: queue.Queue[pa.Table | BaseException | None] = queue.Queue(AHEAD)
    stopped = threading.Event()

    def put(item: pa.Table | BaseException | None) -> None:
        while not stopped.is_set():
            with suppress(queue.Full):
                waiting.put(item, timeout=0.1)
                return

    def fill() -> None:
        try:
            for batch in read:
                put(batch)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:
            put(error)

    thread = threading.Thread(target=fill, name="landing-read-ahead", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        thread.join()
