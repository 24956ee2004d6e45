"""Canary values: one in every text column of a delivery, each in a record of its own."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.landing.source import Feed

CANARY = re.compile(r"canary\d{4}")
Record = dict[str, Any]


class Canaries:
    """Plants canaries in deliveries and remembers in which feed's which column each one sits."""

    def __init__(self) -> None:
        self._numbers = count(1000)
        self.planted: dict[str, tuple[str, str]] = {}

    def plant(self, file: Path, feed: Feed, name: str) -> None:
        """Add records to a delivery, as its reader's format wants them."""
        add = {"csv": self._csv, "jsonl": self._json, "parquet": self._parquet}
        if feed.reader == "sqlite":
            self._sqlite(file, feed, name)
        else:
            add[feed.reader](file, feed, name)

    def _records(self, name: str, sample: Record, texts: list[str]) -> Iterator[Record]:
        """Yield copies of a record, under ids of their own, with a canary in one column each."""
        key = next(iter(sample))
        for column in texts:
            canary = f"canary{next(self._numbers)}"
            self.planted[canary] = (name, column)
            own = {key: f"X{canary[6:]}"} if key in texts and key != "date" else {}
            mail = "@example.org" if "mail" in column else ""
            yield sample | own | {column: canary + mail}

    def _csv(self, file: Path, feed: Feed, name: str) -> None:
        packed = file.suffix == ".gz"
        opened: Callable[..., Any] = gzip.open if packed else open
        how = {"encoding": feed.options.encoding, "newline": ""}
        with opened(file, "rt", **how) as text:
            sample = next(csv.DictReader(text, delimiter=feed.options.delimiter))
        with opened(file, "at", **how) as text:
            rows = csv.DictWriter(
                text, list(sample), delimiter=feed.options.delimiter, lineterminator="\n"
            )
            rows.writerows(self._records(name, sample, list(sample)))

    def _json(self, file: Path, feed: Feed, name: str) -> None:
        lines = file.read_text(encoding="utf-8").splitlines()
        sample = next(json.loads(line) for line in lines if line.strip())
        texts = [key for key, value in sample.items() if value is None or isinstance(value, str)]
        with file.open("a", encoding="utf-8") as text:
            text.writelines(
                json.dumps(record) + "\n" for record in self._records(name, sample, texts)
            )

    def _parquet(self, file: Path, feed: Feed, name: str) -> None:
        table = pq.read_table(file)
        sample = table.slice(0, 1).to_pylist()[0]
        texts = [
            field.name
            for field in table.schema
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        added = list(self._records(name, sample, texts))
        for column, value in sample.items():
            if isinstance(value, list) and value:
                inner = [key for key, part in value[0].items() if isinstance(part, str)]
                for number, line in enumerate(self._records(name, value[0], inner)):
                    own = {next(iter(sample)): f"Y{number}"}
                    added.append(sample | own | {column: [line]})
        pq.write_table(pa.concat_tables([table, pa.Table.from_pylist(added, table.schema)]), file)

    def _sqlite(self, file: Path, feed: Feed, name: str) -> None:
        with sqlite3.connect(file) as connection:
            connection.row_factory = sqlite3.Row
            for table in sorted({entity.table or "" for entity in feed.entities.values()}):
                sample = dict(connection.execute(f'select * from "{table}" limit 1').fetchone())
                kinds = connection.execute(f'pragma table_info("{table}")').fetchall()
                texts = [row["name"] for row in kinds if row["type"].upper() in ("TEXT", "VARCHAR")]
                for record in self._records(f"{name}.{table}", sample, texts):
                    marks = ", ".join("?" * len(record))
                    connection.execute(
                        f'insert into "{table}" values ({marks})', list(record.values())
                    )
        connection.close()


def in_tables(file: Path) -> dict[tuple[str, str, str], set[str]]:
    """Return the canaries of each text column of a DuckDB file (its pages are compressed)."""
    found = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and data_type in ('VARCHAR', 'JSON', 'VARCHAR[]')"
        ).fetchall()
        for schema, table, column in columns:
            hits = connection.execute(
                f'select distinct unnest(regexp_extract_all(lower("{column}"::varchar), '
                f'\'{CANARY.pattern}\')) from "{schema}"."{table}"'
            ).fetchall()
            if hits:
                found[schema, table, column] = {canary for (canary,) in hits}
    return found


def in_files(folder: Path) -> dict[str, set[str]]:
    """Return the canaries in the bytes of each file below a folder."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            hits = re.findall(CANARY.pattern.encode(), path.read_bytes().lower())
            if hits:
                found[str(path.relative_to(folder))] = {hit.decode() for hit in hits}
    return found
