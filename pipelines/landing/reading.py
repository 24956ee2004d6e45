"""The passes over a delivery: one a table or nested list, and the SQL of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.landing.entity_sql import EntitySql, entity_sql
from pipelines.landing.readers import TYPED, Reader
from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Entity, Feed, Source, SourceError
from pipelines.sql_text import literal, quoted

# What is asked of DuckDB: columns, mapped expressions by target, ``where``.
Question = tuple[str, tuple[tuple[str, str], ...], str | None]
# The types of mappings over text, which follow from the names of its columns; deliveries of one
# feed have the same ones, mostly.
_ASKED: dict[Question, dict[str, str]] = {}
MOST_ASKED = 1_000


@dataclass
class Relation:
    """One pass over a file: its SQL, its source columns and the entities that it feeds."""

    sql: str
    columns: list[str]
    entities: dict[str, EntitySql]


def relations(
    connection: duckdb.DuckDBPyConnection,
    reader: Reader,
    path: Path,
    source: Source,
    feed: Feed,
    tables: dict[str | None, list[str]],
) -> list[Relation]:
    """Return the passes that a delivery needs: one a table or nested list.

    Raises:
        RejectedError: ``missing_column``, naming source column and contract column.
        SourceError: if an expression of the mapping cannot be bound.

    """
    groups: dict[tuple[str | None, str | None], dict[str, Entity]] = {}
    for name, entity in feed.entities.items():
        groups.setdefault((entity.table, entity.unnest), {})[name] = entity
    found = []
    for (table, _), entities in groups.items():
        columns = tables[table]
        check_columns(feed, entities, columns)
        found.append(_relation(connection, reader, path, source, feed, entities, columns))
    return found


def check_columns(feed: Feed, entities: dict[str, Entity], columns: list[str]) -> None:
    """Reject a delivery that lacks a column which the mapping needs."""
    present = {name.lower() for name in columns} | {name.lower() for name in feed.optional}
    for name, entity in entities.items():
        for target, mapping in entity.map.items():
            for column in sorted(mapping.columns):
                if column.lower() not in present:
                    raise RejectedError(
                        "missing_column", f"column {column} is missing; {name}.{target} needs it"
                    )
        for column in sorted(entity.columns):
            if column.lower() not in present:
                raise RejectedError(
                    "missing_column", f"column {column} is missing; {name} needs it"
                )


def _relation(
    connection: duckdb.DuckDBPyConnection,
    reader: Reader,
    path: Path,
    source: Source,
    feed: Feed,
    entities: dict[str, Entity],
    columns: list[str],
) -> Relation:
    first = next(iter(entities.values()))
    present = {name.lower() for name in columns}
    absent = [name for name in sorted(feed.optional) if name.lower() not in present]
    fillers = "".join(f", cast(null as varchar) as {quoted(name)}" for name in absent)
    base = f"select *{fillers} from {reader.relation(path, feed, first, columns)}"
    if first.unnest:
        nested = quoted(first.unnest)
        base = f"select * exclude ({nested}), unnest({nested}) as {nested} from ({base})"
    is_text = feed.reader not in TYPED and not first.unnest
    shape = _texts([*columns, *absent]) if is_text else base
    asked = _ASKED if is_text else {}
    built = {
        name: entity_sql(
            name, entity, feed, source.zone, kinds(connection, shape, name, entity, asked)
        )
        for name, entity in entities.items()
    }
    inner, outer, verdict = (
        "".join(f", {sql} as {alias}" for step in steps for alias, sql in step.items())
        for steps in zip(
            *((one.inner, one.outer, one.verdict) for one in built.values()), strict=True
        )
    )
    values = "".join(f", {alias}" for one in built.values() for alias in one.outer)
    kept = ", ".join(quoted(name) for name in [*columns, *reader.marks(first)])
    converted = f"select *{outer} from (select *{inner} from ({base}))"
    sql = f"select {kept}{values}{verdict} from ({converted})"
    return Relation(sql, columns, built)


def _texts(columns: list[str]) -> str:
    """Return the SQL of a relation of these columns, all text, that no file is opened for."""
    return "select " + ", ".join(f"cast(null as varchar) as {quoted(name)}" for name in columns)


def kinds(
    connection: duckdb.DuckDBPyConnection,
    base: str,
    name: str,
    entity: Entity,
    asked: dict[Question, dict[str, str]],
) -> dict[str, str]:
    """Return the DuckDB type of each mapped expression; ``asked`` keeps what was said before.

    Raises:
        SourceError: naming the entity and column whose expression DuckDB cannot bind.

    """
    said = tuple((target, mapping.value) for target, mapping in entity.map.items())
    question = (base, said, entity.where)
    if question not in asked:
        if len(asked) >= MOST_ASKED:
            asked.clear()
        asked[question] = _kinds(connection, base, name, entity)
    return asked[question]


def _kinds(
    connection: duckdb.DuckDBPyConnection, base: str, name: str, entity: Entity
) -> dict[str, str]:
    targets = list(entity.map)
    expressions = ", ".join(f"({entity.map[target].value})" for target in targets)
    try:
        described = connection.execute(f"describe select {expressions} from ({base})").fetchall()
        if entity.where:
            connection.execute(f"describe select ({entity.where})::boolean from ({base})")
    except duckdb.Error as error:
        _name_fault(connection, base, name, entity)
        raise SourceError(f"{name}: {str(error).splitlines()[0]}") from None
    return {target: row[1] for target, row in zip(targets, described, strict=True)}


def _name_fault(
    connection: duckdb.DuckDBPyConnection, base: str, name: str, entity: Entity
) -> None:
    for target, mapping in entity.map.items():
        try:
            connection.execute(f"describe select ({mapping.value}) from ({base})")
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise SourceError(f"{name}.map.{target}: {literal(mapping.value)}: {said}") from None
