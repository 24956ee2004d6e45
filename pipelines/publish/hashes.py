"""Content hashes: two tables with equal rows have equal hashes, in whatever order the rows lie.

Columns whose names begin with ``_`` (delivery, record, run) are left out: they say how a row came,
not what it says. A model may declare more that does not count (``content``). The hash rests on
DuckDB's ``hash()``, which a later DuckDB may change: compare hashes of one DuckDB version only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines.attachment import attached
from pipelines.publish.content import WHOLE, Content, content_of
from pipelines.publish.dbt_manifest import PUBLISHED_SCHEMAS
from pipelines.sql_text import quoted

Columns = dict[tuple[str, str], dict[str, str]]


def catalog_columns(connection: duckdb.DuckDBPyConnection, catalog: str) -> Columns:
    """Return the columns of all tables and views of a file, with their types, in order."""
    rows = connection.execute(
        "select schema_name, table_name, lower(column_name), data_type from duckdb_columns() "
        "where database_name = ? and not internal order by table_oid, column_index",
        [catalog],
    ).fetchall()
    found: Columns = {}
    for schema, table, column, data_type in rows:
        found.setdefault((schema, table), {})[column] = data_type
    return found


def content_hash(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    types: Mapping[str, str],
    content: Content = WHOLE,
) -> tuple[int, str]:
    """Return the number of rows of a table with these columns, and the hash of what they say."""
    names = sorted(name for name in types if content.counts(name))
    # The sum is over whole rows as a bag: unlike bit_xor it tells one row from three.
    row_hash = f"sum(hash({', '.join(map(quoted, names))})::hugeint)"
    found = connection.execute(
        f"select count(*), count(*) filter ({content.rows}), "
        f"coalesce({row_hash} filter ({content.rows}), 0) from {relation}"
        if names
        else f"select count(*), count(*), 0 from {relation}"
    )
    rows, counted, total = found.fetchone() or (0, 0, 0)
    columns = ",".join(f"{name} {types[name]}" for name in names)
    digest = hashlib.blake2b(f"{columns}|{counted}|{total}".encode(), digest_size=16)
    return int(rows), digest.hexdigest()


def content_hashes(path: Path, schemas: Sequence[str] = PUBLISHED_SCHEMAS) -> dict[str, str]:
    """Return the content hash of every table of ``schemas`` in a file, by ``schema.table``.

    Works on published files and, where the caller has closed it, on the working file.
    """
    with attached(path) as (connection, catalog):
        columns = catalog_columns(connection, catalog)
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = ? "
            "and list_contains(?, schema_name) order by all",
            [catalog, list(schemas)],
        ).fetchall()
        return {
            f"{schema}.{table}": content_hash(
                connection,
                quoted(catalog, schema, table),
                columns[schema, table],
                content_of(table),
            )[1]
            for schema, table in tables
        }
