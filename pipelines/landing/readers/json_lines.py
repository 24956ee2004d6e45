"""JSON Lines, plain or gzipped: one object a line, its top-level keys are the columns.

Each line is read as a map, so that the keys of every line are seen; those of the first thousand
lines, and what the mapping names, become columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from pipelines.landing.readers import KEYS, ORDINAL, Fault, refuse_twins
from pipelines.landing.readers.json_text import examine, keys_of, last_line
from pipelines.landing.readers.text_file import is_gzip, opened
from pipelines.landing.rejection import RejectedError, read_failure
from pipelines.landing.source import Entity, Feed
from pipelines.sql_text import literal, quoted

SAMPLED_LINES = 1_000
# The whole line as a map, its keys and values in the order of the file.
LINE, KEY_LIST, VALUE_LIST = (quoted(f"_landing.{one}") for one in ("line", "key_list", "values"))
IS_USUAL = quoted("_landing.is_usual")
# Orders of keys that are compared whole; a line with another one is looked at key by key.
SHAPES = 8
LONGEST_LINE = 16 * 2**20
MARK = "\x02"  # JSON allows no such letter
# A string, which stays as it is, or a number that is too long, which is to be quoted.
STRING_OR_LONG_NUMBER = r'("(?:[^"\\]|\\.)*")|(-?[0-9][0-9.]{15,}(?:[eE][-+]?[0-9]+)?)'


def inspect(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed
) -> dict[str | None, list[str]]:
    """Return the keys of the first thousand lines, with those that the feed says may be absent.

    Where a key that the mapping needs is not among them, the keys of all lines are looked at.

    Raises:
        RejectedError: ``empty``, ``wrong_format``, ``torn`` or ``wrong_encoding``.

    """
    text = examine(path)
    if not text.head.startswith(b"{"):
        raise RejectedError("wrong_format", "the first line is no JSON object")
    if not text.last.endswith(b"\n") and keys_of(last_line(path)) is None:
        raise RejectedError("torn", "the last line is cut off")
    keys = dict.fromkeys(key for shape in _shapes(text.head) for key in shape if _is_name(key))
    needed = set().union(*(entity.columns for entity in feed.entities.values())) - feed.optional
    if {name.lower() for name in needed} - {name.lower() for name in keys}:
        keys |= dict.fromkeys(_all_keys(connection, path))
    present = {name.lower() for name in keys}
    columns = [*keys, *(name for name in sorted(feed.optional) if name.lower() not in present)]
    refuse_twins(columns)
    return {None: columns}


def _is_name(key: str) -> bool:
    """Tell whether a key can be a column; another one is reported as a late one is."""
    return key != "" and "\x00" not in key and not key.startswith(KEYS.split(".")[0])


def _shapes(head: bytes) -> list[tuple[str, ...]]:
    """Return the orders of keys in the sample, the frequent ones first."""
    counts: dict[tuple[str, ...], int] = {}
    for line in head.split(b"\n")[:SAMPLED_LINES]:
        shape = tuple(keys_of(line) or ())
        counts[shape] = counts.get(shape, 0) + 1
    return sorted(counts, key=lambda shape: -counts[shape])


def _all_keys(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    try:
        rows = connection.execute(
            f"select distinct unnest(map_keys({LINE})) from {_maps(path, 'VARCHAR')} order by 1"
        )
        return [key for (key,) in rows.fetchall() if _is_name(key)]
    except duckdb.Error as error:
        raise read_failure(error) from None


def _maps(path: Path, kind: str) -> str:
    """Return the SQL of one column ``LINE``: a line as a map, null if it is no object."""
    packed = "gzip" if is_gzip(path) else "none"
    if not examine(path).is_misread:
        return (
            f"(select {LINE} from read_json({literal(str(path))}, format='newline_delimited', "
            f"records=false, ignore_errors=true, maximum_object_size={LONGEST_LINE}, "
            f"columns={{{LINE}: 'MAP(VARCHAR, {kind})'}}, "
            f"compression={literal(packed.replace('none', 'uncompressed'))}))"
        )
    # The delimiter is a letter that JSON does not allow: what stands behind it makes no object.
    lines = (
        f"read_csv({literal(str(path))}, auto_detect=false, header=false, strict_mode=false, "
        f"null_padding=true, columns={{line: 'VARCHAR', rest: 'VARCHAR'}}, delim='\x01', quote='', "
        f"escape='', nullstr='', max_line_size={LONGEST_LINE}, "
        f"buffer_size={2 * LONGEST_LINE}, compression='{packed}')"
    )
    # Marks go around the number, of which a string has none: behind it they are two in a row.
    marks = rf"'\1{MARK}\2{MARK}'"
    marked = f"regexp_replace(line, {literal(STRING_OR_LONG_NUMBER)}, {marks}, 'g')"
    text = f"""replace(replace({marked}, '{MARK * 2}', ''), '{MARK}', '"')"""
    return (
        f"(select case when rest is null and not contains(line, '{MARK}') "
        f"then try_cast(try_cast({text} as json) "
        f"as map(varchar, {kind})) end as {LINE} from {lines} "
        r"where rest is not null or not regexp_full_match(line, '\s*'))"
    )


def look_through(path: Path) -> None:
    """Look for what DuckDB would misread."""
    examine(path)


def line_bytes(path: Path) -> int:
    """Return what a line takes on average where lines are longest."""
    return examine(path).line_bytes


def relation(path: Path, feed: Feed, entity: Entity, columns: list[str]) -> str:
    """Return the SQL that reads the columns as text, and of each line the keys beyond them.

    Of a line with the commonest order of keys the values are taken by their places: to look each
    key up takes twice as long.
    """
    kind, text = ("JSON", " ->> '$'") if entity.unnest else ("VARCHAR", "")
    usual, *others = _usual_shapes(path)
    keyed = (
        f"(select {LINE}, map_keys({LINE}) as {KEY_LIST}, map_values({LINE}) as {VALUE_LIST}, "
        f"{KEY_LIST} = {_list(usual)} as {IS_USUAL} from {_maps(path, kind)})"
    )
    values = ", ".join(
        f"({_value(name, usual)}{'' if name == entity.unnest else text}) as {quoted(name)}"
        for name in columns
    )
    read = f"(select {LINE}, {KEY_LIST}, {IS_USUAL}, {values} from {keyed})"
    aside = f"{LINE}, {KEY_LIST}, {IS_USUAL}"
    beyond = _beyond(others, columns)
    lines = f"(select * exclude ({aside}), {beyond} as {quoted(KEYS)} from {read})"
    return _listed(lines, entity.unnest) if entity.unnest else lines


def _usual_shapes(path: Path) -> list[tuple[str, ...]]:
    shapes = [shape for shape in _shapes(examine(path).head) if all(map(_is_name, shape))]
    return shapes[:SHAPES] or [()]


def _value(name: str, usual: tuple[str, ...]) -> str:
    sought = f"{LINE}[{literal(name)}]"
    if name not in usual:
        return sought
    return f"case when {IS_USUAL} then {VALUE_LIST}[{usual.index(name) + 1}] else {sought} end"


def marks(entity: Entity) -> list[str]:
    """Return the columns that say what is no column, and of a list element, which line it is of."""
    return [KEYS, ORDINAL] if entity.unnest else [KEYS]


def _beyond(shapes: list[tuple[str, ...]], columns: list[str]) -> str:
    """Return the SQL of a line's keys that are no columns; of most lines null, cheaply.

    Where there are as many keys as columns with a value, no other key can be.
    """
    others = f"list_filter({KEY_LIST}, lambda k: not list_contains({_list(columns)}, k))"
    filled = " + ".join(f"({quoted(name)} is not null)::int" for name in columns)
    known = f"or {KEY_LIST} in ({', '.join(map(_list, shapes))}) " if shapes else ""
    return (
        f"case when {IS_USUAL} then null when len({KEY_LIST}) = {filled} {known}then null "
        f"when {LINE} is null or len(list_distinct({KEY_LIST})) < len({KEY_LIST}) "
        f"then {_list(())} when len({others}) > 0 then {others} end"
    )


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(literal(name) for name in names) + "]::varchar[]"


def _listed(lines: str, unnest: str) -> str:
    """Return the lines with their nested column as a list, so that no line falls out of sight.

    What is no list counts as a list of one; a line that is no object keeps one empty element.
    """
    nested = quoted(unnest)
    elements = (
        f"case when json_type({nested}) = 'ARRAY' then cast({nested} as json[]) "
        f"when len({quoted(KEYS)}) = 0 then [cast(null as json)] "
        f"when coalesce(json_type({nested}), 'NULL') = 'NULL' then [] else [{nested}] end"
    )
    return (
        f"(select * replace ({elements} as {nested}), "
        f"row_number() over () as {quoted(ORDINAL)} from {lines})"
    )


def faults(
    connection: duckdb.DuckDBPyConnection, path: Path, feed: Feed, holes: list[int]
) -> Iterator[Fault]:
    """Yield the lines that are no objects; ``holes`` are their numbers, blank lines apart."""
    if not holes:
        return
    wanted, ordinal = set(holes), 0
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            ordinal += 1
            if ordinal in wanted:
                yield Fault(number, line.decode("utf-8", "replace").rstrip("\r\n"))
