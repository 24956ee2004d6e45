"""Delimited text, plain or gzipped, in any encoding that the encodings extension knows."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import duckdb

from pipelines.landing.mapping import literal
from pipelines.landing.readers import Fault, extension
from pipelines.landing.readers.text_file import first_and_last
from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed

# Python's name of a codec to DuckDB's, where the encodings extension spells it differently.
DUCKDB_ENCODINGS = {"cp1252": "CP1252", "iso8859-1": "latin-1", "utf-16": "utf-16"}
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
    line = head.split(b"\n", 1)[0]
    try:
        text = line.decode("utf-8-sig" if codec == "utf-8" else codec)
    except UnicodeDecodeError:
        raise RejectedError(
            "wrong_encoding", f"the header is not {feed.options.encoding}"
        ) from None
    header = next(csv.reader(io.StringIO(text), delimiter=feed.options.delimiter), [])
    columns = [name or f"column{position}" for position, name in enumerate(header)]
    if len(columns) != len({name.lower() for name in columns}):
        raise RejectedError("wrong_format", "a column name stands twice in the header")
    if codec != "utf-8":
        extension.load(connection, "encodings")
    return {None: columns}


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
        f"encoding={literal(DUCKDB_ENCODINGS.get(codec, codec))}, store_rejects=true, "
        f"compression={literal('gzip' if path.suffix == '.gz' else 'none')})"
    )


def faults(connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed) -> list[Fault]:
    """Return the lines that are no records, from DuckDB's reject table.

    Raises:
        RejectedError: ``wrong_encoding``, or ``torn`` when the last line was cut off.

    """
    rows = connection.execute(
        "select line, any_value(csv_line), list(error_type::varchar) from reject_errors "
        "where file_id in (select file_id from reject_scans where file_path = ?) "
        "group by line order by line",
        [str(path)],
    ).fetchall()
    if any("INVALID ENCODING" in kinds for _, _, kinds in rows):
        raise RejectedError("wrong_encoding", f"a line is not {feed.options.encoding}")
    if rows and _is_cut(path, rows[-1][2], rows[-1][1]):
        raise RejectedError("torn", "the last line is cut off")
    return [Fault(line, text or "") for line, text, _ in rows]


def _is_cut(path: Path, kinds: list[str], text: str) -> bool:
    """Tell whether the last faulty line is the file's last, and unfinished."""
    _, last = first_and_last(path)
    open_quote = "UNQUOTED VALUE" in kinds and text.count("\n") > 0
    return open_quote or (last != b"\n" and any(kind in TORN for kind in kinds))
