"""The candidate: the next version, written aside from the working file, for the audit to judge.

Both files are written at the same time, since most of it is many small statements. Of each file the
tables are copied one after the other, so that memory is bounded by the sorts of two tables, which
spill. Nobody writes to the working file meanwhile, so that both hold the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from pipelines.attachment import attached
from pipelines.failpoints import failpoint
from pipelines.publish.dbt_manifest import (
    PRIVACY_CLASSES,
    ManifestError,
    Table,
    published_tables,
)
from pipelines.publish.files import empty_folder, seal
from pipelines.publish.hashes import Columns, catalog_columns
from pipelines.publish.meta import write_meta
from pipelines.publish.publication import RECORD, Publication
from pipelines.publish.versions import next_number, recover
from pipelines.settings import Settings
from pipelines.sql_text import literal, quoted
from pipelines.warehouse import CHECKPOINT

OPEN_FILE = "clientele.duckdb"
PERSONAL_FILE = "clientele_personal.duckdb"
OPEN_CLASSES = ("public", "internal")


@dataclass(frozen=True)
class Candidate:
    """A complete candidate: a folder with both files and the record of what they are."""

    folder: Path
    publication: Publication

    @property
    def open_file(self) -> Path:
        """The file with the columns of the classes public and internal."""
        return self.folder / OPEN_FILE

    @property
    def personal_file(self) -> Path:
        """The file with all columns."""
        return self.folder / PERSONAL_FILE

    @classmethod
    def waiting(cls, settings: Settings) -> Candidate | None:
        """Return the candidate that was built and not switched to, if there is a complete one."""
        folder = settings.warehouse / "candidate"
        if not (folder / RECORD).exists():
            return None
        return cls(folder, Publication.read(folder))


def build_candidate(
    settings: Settings,
    manifest: Path | Mapping[str, Any],
    publication: Publication,
    working: Path | None = None,
) -> Candidate:
    """Write the next version into ``<warehouse>/candidate/``, in place of any other candidate.

    The caller has closed every connection of this process to the working file.

    Raises:
        ManifestError: if a published table or column has no description or no privacy class, or if
            dbt's manifest names a table that is not in the working file.

    """
    recover(settings)
    publication = publication.model_copy(update={"version": next_number(settings)})
    candidate = Candidate(settings.warehouse / "candidate", publication)
    tables = published_tables(manifest)
    config = {
        "memory_limit": settings.memory_limit,
        "threads": str(settings.threads),
        "temp_directory": str(settings.warehouse / "spill"),
    }
    with attached(working or settings.working, config) as (connection, source):
        types = catalog_columns(connection, source)
        _require_described(tables, types)
        empty_folder(candidate.folder)
        kept = {table.key: _open_columns(table, types[table.key]) for table in tables}

        def write(file: Path, copied: Columns, connection: duckdb.DuckDBPyConnection) -> None:
            with _new_file(connection, file) as target:
                _copy_tables(connection, source, target, tables, copied)
                write_meta(connection, source, target, settings, publication, tables)

        with _aside(connection, partial(write, candidate.open_file, kept)):
            write(candidate.personal_file, types, connection)
    failpoint("publish.files_written")
    publication.write(candidate.folder)
    seal(candidate.folder)
    failpoint("publish.candidate_complete")
    return candidate


@contextmanager
def _aside(
    connection: duckdb.DuckDBPyConnection, work: Callable[[duckdb.DuckDBPyConnection], None]
) -> Iterator[None]:
    """Let a thread ``work`` on a connection of its own meanwhile; if the block fails, end it."""
    with connection.cursor() as own, ThreadPoolExecutor(1, "publish-aside") as pool:
        under_way = pool.submit(work, own)
        try:
            yield
            under_way.result()
        except BaseException:
            own.interrupt()
            raise


@contextmanager
def _new_file(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    """Attach a new file; when done, fold its write-ahead log into it and let go of it."""
    catalog = path.stem
    connection.execute(f"attach {literal(path)} as {quoted(catalog)}")
    yield catalog
    connection.execute(f"{CHECKPOINT} {quoted(catalog)}")
    connection.execute(f"detach {quoted(catalog)}")


def _require_described(tables: list[Table], types: Columns) -> None:
    faults = [fault for table in tables for fault in _faults(table, types.get(table.key, {}))]
    if faults:
        raise ManifestError("cannot publish: " + "; ".join(faults))


def _faults(table: Table, columns: Mapping[str, str]) -> Iterator[str]:
    if not columns:
        yield f"{table.full_name} is in dbt's manifest and not in the working file: run dbt"
        return
    if not table.description:
        yield f"{table.full_name} has no description"
    for name in columns:
        column = table.columns.get(name)
        if column is None or column.privacy not in PRIVACY_CLASSES:
            yield (
                f"{table.full_name}.{name} has no privacy class: say config.meta.privacy "
                f"({', '.join(PRIVACY_CLASSES)}) in the table's yml"
            )
        elif not column.description:
            yield f"{table.full_name}.{name} has no description"


def _open_columns(table: Table, types: Mapping[str, str]) -> dict[str, str]:
    return {
        name: kind for name, kind in types.items() if table.columns[name].privacy in OPEN_CLASSES
    }


def _copy_tables(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    target: str,
    tables: list[Table],
    copied: Columns,
) -> None:
    for table in tables:
        types = copied[table.key]
        if not types:
            continue
        relation = quoted(target, *table.key)
        said = {name: literal(table.columns[name].description) for name in types}
        # One transaction a table: else each comment waits for the disk.
        statements = [
            "begin",
            f"create schema if not exists {quoted(target, table.schema)}",
            f"create table {relation} as select {', '.join(map(quoted, types))} "
            f"from {quoted(source, *table.key)} order by {_order(table, types)}",
            f"comment on table {relation} is {literal(table.description)}",
            *(f"comment on column {relation}.{quoted(c)} is {text}" for c, text in said.items()),
            "commit",
        ]
        connection.execute("; ".join(statements))


def _order(table: Table, types: Mapping[str, str]) -> str:
    """Return what the rows are ordered by: the same rows always lie in the same order.

    Facts lie by date, so that a query for a period skips the rest of the file. A column that is
    not copied must not decide either: the order would tell what the file is there to keep back.
    """
    if not table.primary_key or not set(table.primary_key) <= set(types):
        return ", ".join(map(quoted, types))
    dates = [name for name, kind in types.items() if kind == "DATE"][:1]
    leading = dates if table.name.startswith("fct_") else []
    return ", ".join(map(quoted, dict.fromkeys([*leading, *table.primary_key])))
