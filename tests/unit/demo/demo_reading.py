"""Reads deliveries with plain DuckDB, as the source files map them, for the tests to judge.

Independent of landing: values are what the mapping's expressions give, before any conversion.
"""

from __future__ import annotations

import gzip
import re
import sqlite3
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.landing.source import Entity, Feed, load_source
from pipelines.settings import ROOT

SOURCES = {path.stem: load_source(path) for path in sorted((ROOT / "sources").glob("*.yml"))}
FEEDS = [(source, name, feed) for source in SOURCES.values() for name, feed in source.feeds.items()]


def feed_of(path: str) -> Feed:
    """Return the feed whose glob a path below ``data/raw`` fits."""
    (found,) = [feed for _, _, feed in FEEDS if Path(path).match(feed.files)]
    return found


def delivered_on(path: str) -> date:
    found = re.search(feed_of(path).date, path)
    assert found is not None, path
    return date.fromisoformat(found["date"])


@cache
def text(path: Path, encoding: str = "utf-8") -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode(encoding)


def source_rows(
    raw: Path, path: str, entity: Entity, bad_lines: tuple[int, ...] = ()
) -> pl.DataFrame:
    """Return the well-formed records of a delivery as they stand, in order."""
    return _rows(raw / path, path, entity.table, entity.unnest, bad_lines)


@cache
def _rows(
    file: Path, path: str, table: str | None, unnest: str | None, bad_lines: tuple[int, ...]
) -> pl.DataFrame:
    feed = feed_of(path)
    if feed.reader == "sqlite":
        with sqlite3.connect(file) as connection:
            return pl.read_database(
                f'select * from "{table}"', connection, infer_schema_length=None
            )
    if feed.reader == "parquet":
        rows = pl.read_parquet(file)
        return rows.explode(unnest) if unnest else rows
    lines = text(file, feed.options.encoding).splitlines()
    good = "\n".join(line for number, line in enumerate(lines, 1) if number not in bad_lines)
    if feed.reader == "jsonl":
        return pl.read_ndjson(good.encode(), infer_schema_length=None)
    return pl.read_csv(good.encode(), separator=feed.options.delimiter, infer_schema=False)


def mapped(rows: pl.DataFrame, entity: Entity) -> list[dict[str, Any]]:
    """Return what the mapping's expressions give, with codes translated."""
    expressions = ", ".join(f'({m.value}) as "{column}"' for column, m in entity.map.items())
    found: list[dict[str, Any]] = duckdb.sql(f"select {expressions} from rows").pl().to_dicts()
    for record in found:
        for column, mapping in entity.map.items():
            if mapping.codes and record[column] is not None:
                record[column] = mapping.codes.get(str(record[column]), record[column])
    return found
