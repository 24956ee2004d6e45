"""The working file: how it is opened, and the tables that landing needs before dbt has run.

Belongs here: the DDL of ``raw``, ``quarantine``, ``ledger`` and the key function. Does not belong
here: anything that dbt builds, and ``identity`` (its own stage).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from pathlib import Path

import duckdb
import pandera.polars as pa
import polars as pl

from pipelines.attachment import LOCKED, interruptible
from pipelines.mendable import MendableError
from pipelines.settings import Settings
from schemas import CONTRACTS

# Every stable key of the warehouse: the lower half of an MD5 as a signed 64-bit integer; -1 where
# there is no id. MD5 is fixed for ever, DuckDB's own hash() is not.
DURABLE_KEY = """
create macro if not exists durable_key(entity, source, id) as
    case when id is null then cast(-1 as bigint) else cast(
        md5_number_lower(concat_ws(chr(31), entity, source, id))::hugeint
        - 9223372036854775808::hugeint as bigint) end
"""


# How far a build reads, as macros that the optimizer folds to constants: the last day that counts,
# and the run whose successors keyed models read (below zero they read everything). dbt calls them
# and is not told by `--vars`: it throws its saved parse away whenever a var has changed, and these
# change with every run. Who runs dbt by hand repeats the bounds of the last build; in a file that
# was never built, everything counts.
BOUNDS = {"as_of": "date '9999-12-31'", "since_run": "-1"}

# The run's lock keeps other writers away, so that whoever else has the file open reads it:
# `clientele query --working`, `status`, a notebook. dbt waits as long (dbt_project/profiles.yml).
READER_SECONDS = 60.0
# It waits for whoever is about to commit; without `force` it is refused then.
CHECKPOINT = "force checkpoint"
READER_POLL_SECONDS = 0.1

RAW_COLUMNS = {
    "_source": "varchar not null",
    "_delivery": "bigint not null",
    "_record": "bigint not null",
    "_delivered_on": "date not null",
    "_run": "bigint not null",
}

LEDGER = """
create schema if not exists ledger;
create table if not exists ledger.run (
    run_id bigint, dagster_run_id varchar, started_at timestamp, ended_at timestamp,
    status varchar, as_of date, is_full_refresh boolean, fingerprint varchar,
    published_version bigint
);
create table if not exists ledger.file (
    source varchar, feed varchar, path varchar, bytes bigint, modified_ns bigint,
    content_hash varchar, delivery_id bigint, run_id bigint
);
create table if not exists ledger.delivery (
    delivery_id bigint, source varchar, feed varchar, path varchar, stem varchar, bytes bigint,
    content_hash varchar, zone varchar, delivered_on date,
    revision integer, status varchar, rule varchar,
    detail varchar, same_as bigint, superseded_by bigint, accepted_reason varchar,
    mapping_hash varchar, contract_hash varchar, run_id bigint, landed_at timestamp, seconds double
);
create table if not exists ledger.delivery_entity (
    delivery_id bigint, source varchar, entity varchar, mode varchar, records_read bigint,
    records_loaded bigint, records_repeated bigint, records_quarantined bigint,
    records_not_applicable bigint, records_erased bigint
);
create table if not exists ledger.unknown_column (
    delivery_id bigint, source varchar, column_name varchar
);
create table if not exists ledger.touched (
    entity varchar, source varchar, key varchar, run_id bigint
);
create table if not exists ledger.source (source varchar, trust integer, method_code varchar);
create or replace view ledger.active_delivery as
    select * from ledger.delivery where status = 'loaded';
"""

QUARANTINE_COLUMNS = """
    _source varchar not null, _delivery bigint not null, _record bigint, _line bigint,
    _delivered_on date not null, _run bigint not null, _key varchar, rules varchar[] not null,
    record json not null
"""


def sql_type(dtype: object) -> str:
    """Return the DuckDB type of a contract column's polars type.

    Raises:
        TypeError: for a type that no contract may use.

    """
    if isinstance(dtype, pl.Decimal):
        return f"decimal({dtype.precision}, {dtype.scale})"
    names = {
        pl.String: "varchar",
        pl.Int64: "bigint",
        pl.Boolean: "boolean",
        pl.Date: "date",
        pl.Datetime: "timestamp",
        pl.Float64: "double",
    }
    for polars_type, name in names.items():
        if dtype == polars_type:
            return name
    raise TypeError(f"no contract column may be of type {dtype}")


def contract_types(contract: type[pa.DataFrameModel]) -> dict[str, str]:
    """Return the DuckDB type of each column of ``contract``, in order."""
    columns = contract.to_schema().columns
    return {name: sql_type(column.dtype.type) for name, column in columns.items()}


def durable_key(entity: str, source: str, id_: str) -> int:
    """Return what the macro of that name returns, without a query."""
    digest = hashlib.md5("\x1f".join((entity, source, id_)).encode(), usedforsecurity=False)
    return int.from_bytes(digest.digest()[8:], "little") - 2**63


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing of raw, quarantine and ledger: every contract has its tables."""
    connection.execute(DURABLE_KEY)
    for name, value in BOUNDS.items():
        connection.execute(f"create macro if not exists {name}() as {value}")
    connection.execute(LEDGER)
    connection.execute("create schema if not exists raw; create schema if not exists quarantine")
    for entity, contract in CONTRACTS.items():
        columns = contract_types(contract) | RAW_COLUMNS
        body = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f'create table if not exists raw."{entity}" ({body})')
        connection.execute(
            f'create table if not exists quarantine."{entity}" ({QUARANTINE_COLUMNS})'
        )


def set_bounds(connection: duckdb.DuckDBPyConnection, as_of: date, since_run: int = -1) -> None:
    """Bound what dbt reads from now on: days up to ``as_of``, keyed models what came later."""
    connection.execute(
        f"begin; create or replace macro as_of() as date '{as_of}'; "
        f"create or replace macro since_run() as {int(since_run)}; commit"
    )


@contextmanager
def open_working(
    settings: Settings, path: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the working file for writing, with its tables made; close it at the end.

    Raises:
        MendableError: if another process keeps the file open.

    """
    path = path or settings.working
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(
        path,
        {
            "memory_limit": settings.memory_limit,
            "threads": settings.threads,
            "temp_directory": str(settings.warehouse / "spill"),
            # By default a thread keeps five groups of rows (614,400) before it writes; what is left
            # at the end, one thread compresses alone: of a million rows everything.
            "write_buffer_row_group_count": 2,
        },
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        # To find out what it would save takes a quarter of the time to write, and saves a tenth of
        # the file. Stated when the file is opened, it is passed over in silence.
        connection.execute("set disabled_compression_methods = 'fsst'")
        create_tables(connection)
        with interruptible():
            yield connection
    finally:
        connection.close()


def _connect(path: Path, config: Mapping[str, str | int]) -> duckdb.DuckDBPyConnection:
    """Open a file for writing, once nobody reads it: no run is to fail because somebody looks."""
    deadline = time.monotonic() + READER_SECONDS
    while True:
        try:
            return duckdb.connect(str(path), config=dict(config))
        except duckdb.IOException as error:
            if LOCKED not in str(error):
                raise
        if time.monotonic() >= deadline:
            raise MendableError(
                f"{path} is open in another program, which keeps it from being written: "
                "end that program and start again"
            )
        time.sleep(READER_POLL_SECONDS)


def in_any_order(connection: duckdb.DuckDBPyConnection) -> AbstractContextManager[None]:
    """Let DuckDB write the rows of the block in whatever order its threads come to them."""
    return _setting(connection, "preserve_insertion_order = false")


def joined_as_written(connection: duckdb.DuckDBPyConnection) -> AbstractContextManager[None]:
    """Let DuckDB keep the order of joins as the queries of the block write it.

    It takes tables that were filled in the same transaction for empty, and would build the largest
    one into memory to look up the smallest in it.
    """
    return _setting(connection, "disabled_optimizers = 'join_order,build_side_probe_side'")


@contextmanager
def _setting(connection: duckdb.DuckDBPyConnection, stated: str) -> Iterator[None]:
    """Set something for the block.

    After an error within a transaction it stays so: DuckDB takes no statement before the rollback.
    """
    connection.execute(f"set {stated}")
    try:
        yield
    finally:
        # What the block raised is the error to report.
        with suppress(duckdb.TransactionException):
            connection.execute(f"reset {stated.partition(' ')[0]}")
