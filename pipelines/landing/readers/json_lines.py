"""JSON Lines, plain or gzipped: one object a line, its top-level keys are the columns."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb

from pipelines.landing.mapping import literal, quoted
from pipelines.landing.readers import Fault
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
    if last != b"\n" and not _keys(_last_line(path)):
        raise RejectedError("torn", "the last line is cut off")
    return {None: list(keys | dict.fromkeys(sorted(feed.optional)))}


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
    """Return the SQL that reads the columns as text; a line that is no object gives nulls only."""
    types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns)
    nested = ""
    if entity.unnest:
        nested = f", {quoted(entity.unnest)}: 'JSON[]'"
        types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns if name != entity.unnest)
    return (
        f"read_json({literal(str(path))}, format='newline_delimited', ignore_errors=true, "
        f"columns={{{types}{nested}}}, maximum_object_size=16777216, "
        f"compression={literal('gzip' if is_gzip(path) else 'uncompressed')})"
    )


def faults(connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed) -> list[Fault]:
    """Return nothing: a line that is no object comes through the stream as a record of nulls."""
    return []
