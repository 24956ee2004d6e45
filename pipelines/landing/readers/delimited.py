"""Delimited text, plain or gzipped, in any encoding that the encodings extension knows."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.landing.readers import Fault, extension
from pipelines.landing.readers.text_file import CHUNK, first_and_last, opened
from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed
from pipelines.landing.streaming import PIECE
from pipelines.sql_text import literal

# Python's name of a codec to DuckDB's, where the encodings extension spells it differently.
DUCKDB_ENCODINGS = {"cp1252": "CP1252", "iso8859-1": "latin-1"}
TORN = ("MISSING COLUMNS", "UNQUOTED VALUE")


def inspect(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed
) -> dict[str | None, list[str]]:
    """Return the header's names; a column without one is ``column<position>``, counted from 0.

    Raises:
        RejectedError: ``empty``, ``wrong_format``, ``torn`` or ``wrong_encoding``.

    """
    head, _ = first_and_last(path)
    codec = codecs.lookup(feed.options.encoding).name
    line = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    try:
        text = line.decode("utf-8-sig" if codec == "utf-8" else codec)
        header = next(csv.reader([text], delimiter=feed.options.delimiter), [])
    except UnicodeDecodeError:
        raise RejectedError(
            "wrong_encoding", f"the header is not {feed.options.encoding}"
        ) from None
    except csv.Error:
        raise RejectedError("wrong_format", "the first line is no header") from None
    columns = [name or f"column{position}" for position, name in enumerate(header)]
    if len(columns) != len({name.lower() for name in columns}):
        raise RejectedError("wrong_format", "a column name stands twice in the header")
    if codec != "utf-8":
        extension.load(connection, "encodings")
    return {None: columns}


def look_through(path: Path) -> None:
    """Do nothing: ``inspect`` reads little."""


def line_bytes(path: Path) -> int:
    """Return what a line of the head takes, four thousand at least: those behind may be longer."""
    with opened(path) as text:
        head = text.read(CHUNK)
    return max(len(head) // (1 + head.count(b"\n")), 4_096)


def relation(path: Path, feed: Feed, entity: Entity, columns: list[str]) -> str:
    """Return the SQL that reads all columns as text; lines that are no records are put aside."""
    options = feed.options
    codec = codecs.lookup(options.encoding).name
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    nulls = ", ".join(literal(text) for text in options.null_values)
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, header=true, strict_mode=true, "
        f"columns={{{types}}}, delim={literal(options.delimiter)}, quote={literal(options.quote)}, "
        f"escape={literal(options.quote)}, nullstr=[{nulls}], max_line_size=8388608, "
        # Without it a buffer of sixteen of the longest lines a thread: 128 MB.
        f"buffer_size={PIECE}, "
        f"encoding={literal(DUCKDB_ENCODINGS.get(codec, codec))}, store_rejects=true, "
        f"compression={literal('gzip' if path.suffix == '.gz' else 'none')})"
    )


def marks(entity: Entity) -> list[str]:
    """Return nothing: all columns are the file's."""
    return []


def faults(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed, holes: list[int]
) -> Iterator[Fault]:
    """Yield the lines that are no records, from DuckDB's reject table.

    A line's number counts records: one with line ends in quotes is one line.

    Raises:
        RejectedError: ``wrong_encoding``, or ``torn`` when the last line was cut off.

    """
    grouped = (
        "select line, any_value(csv_line) as text, list(error_type::varchar) as kinds "
        "from reject_errors where file_id in "
        "(select file_id from reject_scans where file_path = $path) group by line"
    )
    said = {"path": str(path)}
    last = connection.execute(
        f"select text, kinds, bool_or(list_contains(kinds, 'INVALID ENCODING')) over () "
        f"from ({grouped}) order by line desc limit 1",
        said,
    ).fetchone()
    if last is None:
        return
    if last[2]:
        raise RejectedError("wrong_encoding", f"a line is not {feed.options.encoding}")
    if _is_cut(path, feed, last[0] or "", last[1]):
        raise RejectedError("torn", "the last line is cut off")
    rows = connection.execute(f"select line, text from ({grouped}) order by line", said)
    while row := rows.fetchone():
        yield Fault(row[0], row[1] or "")


def _is_cut(path: Path, feed: Feed, text: str, kinds: list[str]) -> bool:
    """Tell whether a faulty line is the file's last, and unfinished."""
    if not any(kind in TORN for kind in kinds):
        return False
    _, tail = first_and_last(path)
    end = tail.decode(feed.options.encoding, "replace")
    is_last = bool(text.strip()) and end.rstrip("\r\n").endswith(text.strip("\r\n")[-200:])
    open_quote = "UNQUOTED VALUE" in kinds and text.count(feed.options.quote) % 2 == 1
    return is_last and (open_quote or not end.endswith(("\n", "\r")))
