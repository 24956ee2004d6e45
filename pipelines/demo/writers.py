"""How deliveries are written: the same rows always give the same bytes.

Belongs here: file formats. Does not belong here: what stands in the files.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import polars as pl

SQLITE_TYPES = {pl.Int64: "INTEGER", pl.Int32: "INTEGER", pl.Boolean: "INTEGER", pl.Float64: "REAL"}


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file; a name that ends in .gz is compressed without a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 6, mtime=0) if path.suffix == ".gz" else content)


def with_lines(text: str, extra: Iterable[tuple[int, str]]) -> str:
    """Insert lines before the 1-based positions that they shall have in the result."""
    lines = text.split("\n")
    for position, line in sorted(extra):
        lines.insert(position - 1, line)
    return "\n".join(lines)


def csv_text(rows: pl.DataFrame, delimiter: str = ",") -> str:
    """Write rows as delimited text with a heading."""
    return rows.write_csv(separator=delimiter)


def json_lines(rows: pl.DataFrame) -> str:
    """Write rows as JSON objects, one a line; empty fields are written as null."""
    return rows.write_ndjson() if rows.height else ""


def write_parquet(rows: pl.DataFrame, path: Path) -> None:
    """Write rows as Parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.write_parquet(path, compression="zstd", statistics=True)


def write_sqlite(tables: dict[str, pl.DataFrame], path: Path) -> None:
    """Write tables into a new SQLite file, as a dump would: no keys, no indexes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        connection.execute("begin")
        for table, rows in tables.items():
            columns = ", ".join(
                f'"{name}" {SQLITE_TYPES.get(type(kind), SQLITE_TYPES.get(kind, "TEXT"))}'
                for name, kind in rows.schema.items()
            )
            connection.execute(f'create table "{table}" ({columns})')
            holes = ", ".join("?" * rows.width)
            connection.executemany(f'insert into "{table}" values ({holes})', rows.iter_rows())
        connection.execute("commit")
    connection.close()
