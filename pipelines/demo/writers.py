"""How deliveries are written: the same rows always give the same bytes.

Belongs here: file formats. Does not belong here: what stands in the files.
"""

from __future__ import annotations

import gzip
import io
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipelines.demo.feed import INTERNAL, Feed, Tables

SQLITE_TYPES = {"Int64": "INTEGER", "Boolean": "INTEGER", "Float64": "REAL"}


def write_bytes(content: bytes, path: Path, packed: bool = False) -> None:
    """Write a file; a name that ends in .gz is compressed, without a time, unless it is already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    zipped = path.suffix == ".gz" and not packed
    path.write_bytes(gzip.compress(content, 6, mtime=0) if zipped else content)


def read_content(path: Path) -> bytes:
    """Return what a written file holds, before compression."""
    written = path.read_bytes()
    return gzip.decompress(written) if path.suffix == ".gz" else written


def content(feed: Feed, tables: Tables, extra_lines: Iterable[tuple[int, str]] = ()) -> bytes:
    """Return what a delivery's file holds, before compression.

    ``extra_lines`` come to stand at the 1-based positions that they name.
    """
    tables = {
        name: rows.drop(c for c in rows.columns if c in INTERNAL) for name, rows in tables.items()
    }
    if feed.format == "sqlite":
        return _sqlite(tables)
    (rows,) = tables.values()
    if feed.format == "parquet":
        return _parquet(rows)
    text = rows.write_csv(separator=feed.delimiter) if feed.format == "csv" else rows.write_ndjson()
    return _with_lines(text, extra_lines).encode(feed.encoding)


def _with_lines(text: str, extra: Iterable[tuple[int, str]]) -> str:
    if not extra:
        return text
    lines = text.split("\n")
    for position, line in sorted(extra):
        lines.insert(position - 1, line)
    return "\n".join(lines)


def _parquet(rows: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    rows.write_parquet(buffer, compression="zstd", statistics=True)
    return buffer.getvalue()


def _sqlite(tables: Tables) -> bytes:
    """Dump tables as SQLite does without keys or indexes."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("begin")
    for table, rows in tables.items():
        columns = ", ".join(
            f'"{name}" {SQLITE_TYPES.get(str(kind), "TEXT")}' for name, kind in rows.schema.items()
        )
        connection.execute(f'create table "{table}" ({columns})')
        holes = ", ".join("?" * rows.width)
        connection.executemany(f'insert into "{table}" values ({holes})', rows.iter_rows())
    connection.execute("commit")
    dumped = connection.serialize()
    connection.close()
    return dumped
