"""Dagster's SQLite storage, but for an event log that keeps its files open while it writes.

The stock event log opens and closes a file for every event, and with each closing SQLite carries
its write-ahead log over into the database and waits for the disk. Of a run with nothing new that
was most of the time. Layout, schema and content are the stock ones: either reads what the other
wrote, and ``dagster.yaml`` can go back to it at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage, _event_logs_directory
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

BUSY_SECONDS = 60


class EventLog(SqliteEventLogStorage):
    """The stock event log with two files open: the index, and those of the run last asked for."""

    def __init__(self, base_dir: str) -> None:
        self._engines: dict[str, Engine] = {}
        self._seen_tables: set[str] = set()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            if shard != INDEX_SHARD_NAME:
                self._close(self._engines.keys() - {INDEX_SHARD_NAME})
            engine = create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _spare_the_disk)
            self._initdb(engine)
            self._engines[shard] = engine
        return self._engines[shard]

    def _close(self, shards: set[str]) -> None:
        for shard in shards:
            self._engines.pop(shard).dispose()

    def has_table(self, table_name: str) -> bool:
        """Tell whether the index has a table; one that it has is asked for once, not per event."""
        if table_name not in self._seen_tables and super().has_table(table_name):
            self._seen_tables.add(table_name)
        return table_name in self._seen_tables

    def wipe(self) -> None:
        """Close what is about to be deleted, then delete it."""
        with self._db_lock:
            self._close(set(self._engines))
            self._seen_tables.clear()
        super().wipe()

    def dispose(self) -> None:
        """Stop watching and close all files."""
        super().dispose()
        with self._db_lock:
            self._close(set(self._engines))


def _spare_the_disk(connection: Any, _record: Any) -> None:
    # With a write-ahead log a power cut may then cost the last events, and never the database; a
    # killed process costs nothing.
    connection.execute("pragma synchronous = normal")


class Storage(DagsterSqliteStorage):
    """Runs, schedules and events below one folder, where the stock storage has them."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        Path(base_dir).mkdir(parents=True, exist_ok=True)
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(_event_logs_directory(base_dir))

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Storage:
        """Make the storage that ``dagster.yaml`` declares."""
        return cls(inst_data=inst_data, **config_value)
