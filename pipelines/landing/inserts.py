"""Inserting Arrow tables: a large one while the next batches are read and judged."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import duckdb
import pyarrow as pa

BATCH = "landing_batch"
# A smaller insert is done sooner than it is handed over.
WORTH_A_THREAD = 100_000
# Rows of small batches are stored together; a row group fills up over several inserts.
ENOUGH_ROWS = 100_000
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


class Inserts:
    """The one way that rows take into the working file; at most one insert is under way.

    DuckDB runs one statement of a connection at a time, so whoever uses the connection otherwise
    calls ``finish`` first.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.pool: ThreadPoolExecutor | None = None
        self.under_way: Future[int] | None = None

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

    def _run(self, sql: str, rows: pa.Table | None) -> int:
        # DuckDB finds the variable by its name. A registered view would do as well, but until the
        # transaction ends it keeps its table in memory, though dropped.
        landing_batch = rows  # noqa: F841
        counted = self.connection.execute(sql).fetchone()
        return int(counted[0]) if counted else 0
