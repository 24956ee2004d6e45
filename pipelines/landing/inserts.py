"""Inserting Arrow tables: a large one while the next batches are read and judged."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import duckdb
import pyarrow as pa

BATCH = "landing_batch"
# A smaller insert is done sooner than it is handed over.
WORTH_A_THREAD = 100_000
# DuckDB stores rows in groups of so many.
ROW_GROUP = 122_880
# Rows of small batches are stored together.
ENOUGH_ROWS = ROW_GROUP
ENOUGH_BYTES = 32 * 2**20


class Pending:
    """Rows put aside until they are worth a statement."""

    def __init__(self) -> None:
        self.tables: list[pa.Table] = []
        self.rows = self.bytes = 0

    def add(self, table: pa.Table) -> bool:
        """Put rows aside; return whether they are enough."""
        self.tables.append(table)
        self.rows, self.bytes = self.rows + table.num_rows, self.bytes + table.nbytes
        return self.rows >= ENOUGH_ROWS or self.bytes >= ENOUGH_BYTES

    def take(self) -> pa.Table | None:
        """Return what was put aside, if anything, and forget it."""
        if not self.rows:
            return None
        table = pa.concat_tables(self.tables)
        self.tables, self.rows, self.bytes = [], 0, 0
        return table

    def take_whole(self) -> pa.Table | None:
        """Return whole row groups and keep the rest; all of it, where it is less than one."""
        table = self.take()
        if table is None or table.num_rows < ROW_GROUP:
            return table
        whole = table.num_rows // ROW_GROUP * ROW_GROUP
        if whole < table.num_rows:
            self.add(table.slice(whole))
        return table.slice(0, whole)


class NotBegunError(RuntimeError):
    """More was read ahead than waits in memory."""


class Inserts:
    """The one way that rows take into the working file; at most one insert is under way.

    DuckDB runs one statement of a connection at a time, so whoever uses the connection otherwise
    calls ``finish`` first. Until ``begin`` nothing may be inserted: what is read ahead waits for
    the delivery before it.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, threads: int = 1, *, begun: bool = True
    ) -> None:
        self._connection = connection
        # A second thread makes every small statement dearer: it is there from a delivery's first
        # large insert to its commit.
        self.threads = threads
        self.pool: ThreadPoolExecutor | None = None
        self.under_way: Future[int] | None = None
        self.begun = False
        if begun:
            self.begin()

    def begin(self) -> None:
        """Let inserts go into the transaction that has begun."""
        self.begun = True
        self._set_threads(1)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The working file's connection.

        Raises:
            NotBegunError: before ``begin``.

        """
        if not self.begun:
            raise NotBegunError
        return self._connection

    def insert(self, sql: str, rows: pa.Table) -> None:
        """Run an insert that reads ``landing_batch``; a large one goes on when this returns.

        Raises:
            duckdb.Error: of this insert, or of the one before.

        """
        if rows.num_rows < WORTH_A_THREAD:
            self.insert_now(sql, rows)
            return
        self.finish()
        if self.pool is None:
            self.pool = ThreadPoolExecutor(1, "landing-insert")
            self._set_threads(self.threads)
        self.under_way = self.pool.submit(self._run, sql, rows)

    def insert_now(self, sql: str, rows: pa.Table | None) -> int:
        """Run an insert, that reads ``landing_batch`` if rows are given, and return its count."""
        self.finish()
        return self._run(sql, rows)

    def finish(self) -> None:
        """Wait for the insert under way.

        Raises:
            duckdb.Error: if it failed.

        """
        if self.under_way is not None:
            under_way, self.under_way = self.under_way, None
            under_way.result()

    def close(self) -> None:
        """Wait for the insert under way, whether or not it fails: the transaction ends now."""
        if self.pool is not None:
            self.pool.shutdown()

    def _set_threads(self, count: int) -> None:
        if self.threads > 1:
            self.connection.execute(f"set threads = {count}")

    def _run(self, sql: str, rows: pa.Table | None) -> int:
        # DuckDB finds the variable by its name. A registered view would do as well, but until the
        # transaction ends it keeps its table in memory, though dropped.
        landing_batch = None if rows is None else row_groups(rows)  # noqa: F841
        counted = self.connection.execute(sql).fetchone()
        return int(counted[0]) if counted else 0


def row_groups(rows: pa.Table) -> pa.Table:
    """Return the rows in chunks as large as DuckDB's row groups.

    Its parallel insert collects each chunk apart and joins what is smaller: of chunks of a few
    thousand rows, at three times the processor time.
    """
    return pa.Table.from_batches(rows.combine_chunks().to_batches(ROW_GROUP), rows.schema)
