"""JSON Lines, plain or gzipped: one object a line, its top-level keys are the columns."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.landing.mapping import literal, quoted
from pipelines.landing.readers import ORDINAL, Fault
from pipelines.landing.readers.text_file import first_and_last, is_gzip
from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed

SAMPLED_LINES = 1_000


def inspect(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed
) -> dict[str | None, list[str]]:
    """Return the keys of the first thousand lines, with those that the feed says may be absent.

    Raises:
        RejectedError: ``empty``, ``wrong_format``, ``torn`` or ``wrong_encoding``.

    """
    head, last = first_and_last(path)
    if not head.lstrip().startswith(b"{"):
        raise RejectedError("wrong_format", "the first line is no JSON object")
    keys: dict[str, None] = {}
    for line in head.split(b"\n")[:SAMPLED_LINES]:
        keys |= dict.fromkeys(_keys(line))
    if not last.endswith(b"\n") and not _keys(_last_line(path)):
        raise RejectedError("torn", "the last line is cut off")
    columns = list(keys | dict.fromkeys(sorted(feed.optional - set(keys))))
    if len(columns) != len({name.lower() for name in columns}):
        raise RejectedError("wrong_format", "two keys differ in upper and lower case only")
    return {None: columns}


def _keys(line: bytes) -> list[str]:
    try:
        value = json.loads(line)
    except UnicodeDecodeError:
        raise RejectedError("wrong_encoding", "a line is not utf-8") from None
    except ValueError:
        return []
    return list(value) if isinstance(value, dict) else []


def _last_line(path: Path) -> bytes:
    """Return the bytes after the last line end (reads a compressed file whole, line by line)."""
    if is_gzip(path):
        with gzip.open(path, "rb") as lines:
            last = b""
            for line in lines:
                last = line
            return last
    with path.open("rb") as text:
        size = text.seek(0, 2)
        step = 1 << 16
        while step < size:
            text.seek(-step, 2)
            tail = text.read(step)
            if b"\n" in tail:
                return tail.rsplit(b"\n", 1)[1]
            step *= 2
        text.seek(0)
        return text.read().rsplit(b"\n", 1)[-1]


def relation(path: Path, feed: Feed, entity: Entity, columns: list[str]) -> str:
    """Return the SQL that reads the columns as text; a line that is no object gives nulls only.

    Numbers pass through a double: an amount of more than fifteen digits must be written as text.
    """
    types = ", ".join(
        f"{quoted(name)}: '{'JSON' if name == entity.unnest else 'VARCHAR'}'" for name in columns
    )
    lines = (
        f"read_json({literal(str(path))}, format='newline_delimited', records=true, "
        f"ignore_errors=true, columns={{{types}}}, maximum_object_size=16777216, "
        f"compression={literal('gzip' if is_gzip(path) else 'uncompressed')})"
    )
    return _listed(lines, entity.unnest, columns) if entity.unnest else lines


def _listed(lines: str, unnest: str, columns: list[str]) -> str:
    """Return the lines with their nested column as a list, so that no line falls out of sight.

    What is no list counts as a list of one; a line that is no object keeps one empty element.
    """
    nested = quoted(unnest)
    values = ", ".join(f"cast({quoted(name)} as varchar)" for name in columns)
    elements = (
        f"case when json_type({nested}) = 'ARRAY' then cast({nested} as json[]) "
        f"when coalesce({values}) is null then [cast(null as json)] "
        f"when coalesce(json_type({nested}), 'NULL') = 'NULL' then [] else [{nested}] end"
    )
    return (
        f"(select * replace ({elements} as {nested}), "
        f"row_number() over () as {quoted(ORDINAL)} from {lines})"
    )


def faults(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed, holes: list[int]
) -> Iterator[Fault]:
    """Yield the lines that came through the stream as records of nulls."""
    if not holes:
        return
    wanted, ordinal = set(holes), 0
    with gzip.open(path, "rb") if is_gzip(path) else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            ordinal += 1
            if ordinal in wanted:
                yield Fault(number, line.decode("utf-8", "replace").rstrip("\r\n"))
