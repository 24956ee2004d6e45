"""From feeds to files.

Belongs here: one delivery after the other, in its format. Does not belong here: what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.demo.feed import INTERNAL, Feed, Tables
from pipelines.demo.writers import csv_text, json_lines, write_bytes, write_parquet, write_sqlite


def file_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out the generator's own columns."""
    return rows.drop(c for c in rows.columns if c in INTERNAL or c.startswith("_"))


def write_tables(feed: Feed, tables: Tables, path: Path) -> None:
    """Write one delivery."""
    tables = {name: file_columns(rows) for name, rows in tables.items()}
    if feed.format == "sqlite":
        write_sqlite(tables, path)
        return
    (rows,) = tables.values()
    if feed.format == "parquet":
        write_parquet(rows, path)
        return
    text = csv_text(rows, feed.delimiter) if feed.format == "csv" else json_lines(rows)
    write_bytes(text.encode(feed.encoding), path)


def write_feed(feed: Feed, target: Path) -> Iterator[int]:
    """Write all deliveries of a feed; yields the number of rows of each."""
    for on in feed.dates:
        tables = feed.tables(on)
        count = sum(rows.height for rows in tables.values())
        if count or not feed.is_sparse:
            write_tables(feed, tables, target / feed.path.format(date=on.isoformat()))
            yield count
