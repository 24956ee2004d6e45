"""Streaming a relation in batches, of a large file with the next ones read ahead by a thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress

import duckdb
import pyarrow as pa

from pipelines.landing.rejection import read_failure

AHEAD = 2
CHUNK_ROWS = 4_096  # of these a batch is put together, until it has its rows or its bytes
BATCH_BYTES = 32 * 2**20
# A smaller file is read in less time than a thread and its queue take.
WORTH_A_THREAD = 8 * 2**20


def stream(
    connection: duckdb.DuckDBPyConnection, sql: str, rows: int, size: int
) -> Iterator[pa.Table]:
    """Yield batches of about ``rows`` rows in the order of a file of ``size`` bytes.

    Raises:
        RejectedError: if the content cannot be read to its end.

    """
    read = batches(connection, sql, rows)
    return read if size < WORTH_A_THREAD else ahead(read)


def batches(connection: duckdb.DuckDBPyConnection, sql: str, rows: int) -> Iterator[pa.Table]:
    """Yield tables of about ``rows`` rows, or of ``BATCH_BYTES`` where records are long."""
    waiting: list[pa.RecordBatch] = []
    count = size = 0
    try:
        for chunk in connection.execute(sql).to_arrow_reader(min(rows, CHUNK_ROWS)):
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
