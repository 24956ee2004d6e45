"""From a row of a published table to the raw rows, deliveries and records behind it.

The row and the rows between are read from what readers get, the raw rows from the working file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from pipelines.console.lineage import Model, TraceError, order_of_descent, read_models
from pipelines.console.query import published_file, working_file
from pipelines.landing.ledger import key_text
from pipelines.settings import Settings
from pipelines.sql_text import literal, quoted
from schemas import CONTRACTS

WORKING = "working_file"
# A row may have landed after the version that is traced: it is shown, and said to be newer.
ORIGINS = f"""
    select {{entity}}, that._source, {{key}}, delivery.path, that._record,
        that._delivered_on::varchar,
        case when that._run > ? then 'landed since' else delivery.status end
    from {{relation}} as that
    join {WORKING}.ledger.delivery as delivery on delivery.delivery_id = that._delivery
    order by that._delivered_on, delivery.path, that._record
"""


@dataclass(frozen=True)
class Origin:
    """A raw row behind the traced one."""

    entity: str
    source: str
    natural_key: str
    delivery: str
    record: int
    delivered_on: str
    status: str


@dataclass(frozen=True)
class Trace:
    """The raw rows behind a row, and how the version that shows it stands to the working file."""

    origins: list[Origin]
    version: int
    run_id: int
    later_run: int | None
    is_inferred: bool

    def notes(self, shown: int) -> list[str]:
        """Say what the rows alone do not."""
        said = []
        if shown < len(self.origins):
            said.append(f"{shown} of {len(self.origins)} raw rows shown; --limit 0 shows all")
        if self.is_inferred:
            said.append("the row is inferred: facts name it, no delivery has brought it")
        elif not self.origins:
            said.append("no raw row stands behind it")
        if self.later_run is not None:
            said.append(
                f"version {self.version} was published by run {self.run_id}; run {self.later_run} "
                "has changed the working file since: raw rows are those of today"
            )
        return said


def trace(settings: Settings, table: str, row: list[str]) -> Trace:
    """Return what stands behind the row of ``table`` that a key or column=value pairs name.

    Raises:
        TraceError: if there is no such table or row, or the way back is not declared.
        NothingPublishedError: if no version is published.

    """
    published = published_file(settings, personal=True)
    models = read_models(settings)
    model = _model(models, table)
    with duckdb.connect(":memory:") as connection:
        # Names without a catalog are those of the published file.
        connection.execute(f"attach {literal(str(published))} as published (read_only)")
        connection.execute(
            f"attach {literal(str(working_file(settings)))} as {WORKING} (read_only)"
        )
        connection.execute("use published")
        version, run_id, as_of = connection.execute(
            "select version, run_id, as_of from meta.publication"
        ).fetchone() or (0, 0, None)
        is_inferred = _find_row(connection, model, row)
        origins = _descend(connection, models, model, run_id, as_of)
        later = connection.execute(
            f"select max(run_id) from {WORKING}.ledger.run where run_id > ? and run_id in ("
            f"select run_id from {WORKING}.ledger.delivery)",
            [run_id],
        ).fetchone()
    return Trace(origins, version, run_id, later[0] if later else None, is_inferred)


def _model(models: Mapping[str, Model], table: str) -> Model:
    model = models.get(table.rpartition(".")[2])
    if model is None or table not in (model.full_name, model.name):
        listed = ", ".join(sorted(one.full_name for one in models.values()))
        raise TraceError(f"{table}: no such published table; there are {listed}")
    return model


def _find_row(connection: duckdb.DuckDBPyConnection, model: Model, row: list[str]) -> bool:
    """Keep the traced row in a table of its own; tell whether it is an inferred member."""
    wanted = _wanted(model, row)
    columns = [
        name
        for (name,) in connection.execute(
            f"select column_name from (describe {model.full_name})"
        ).fetchall()
    ]
    unknown = [name for name in wanted if name not in columns]
    if unknown:
        raise TraceError(
            f"{model.full_name} has no column {', '.join(unknown)}; "
            f"a row of it is named by {', '.join(model.grain)}"
        )
    condition = " and ".join(
        f"{quoted(name)}::varchar is not distinct from nullif(?, '')" for name in wanted
    )
    connection.execute(
        f"create temp table {_kept(model.name)} as "
        f"select * from {model.full_name} where {condition}",
        list(wanted.values()),
    )
    found = connection.execute(f"select * from {_kept(model.name)}").fetchall()
    if not found:
        raise TraceError(
            f"{model.full_name}: no row of the published version has "
            + ", ".join(f"{name} = {value}" for name, value in wanted.items())
        )
    return "is_inferred" in columns and all(one[columns.index("is_inferred")] for one in found)


def _wanted(model: Model, row: list[str]) -> dict[str, str]:
    """Read a key, or column=value pairs."""
    if all("=" in part for part in row):
        return {name: value for name, _, value in (part.partition("=") for part in row)}
    if len(row) == len(model.grain):
        return dict(zip(model.grain, row, strict=True))
    pairs = " ".join(f"{name}=…" for name in model.grain)
    raise TraceError(f"a row of {model.full_name} is named by {pairs}")


def _kept(name: str) -> str:
    return f"temp.main.{quoted('traced_' + name)}"


def _descend(
    connection: duckdb.DuckDBPyConnection,
    models: Mapping[str, Model],
    start: Model,
    run_id: int,
    as_of: object,
) -> list[Origin]:
    """Follow every way down, a relation at a time: its rows behind any row that was kept."""
    order = order_of_descent(models, start.name)
    for name in order[1:]:
        relation = _relation(name, models)
        conditions = [
            f"select that.row_number from that, {_kept(above)} as this "
            f"where {(models[above].behind or {})[name]}"
            for above in order
            if above in models and name in (models[above].behind or {})
        ]
        values = [as_of] if name in CONTRACTS else []
        connection.execute(
            f"create temp table {_kept(name)} as with that as materialized ({relation}) "
            f"select * from that where row_number in ({' union '.join(conditions)})",
            values,
        )
    origins = []
    for entity in (one for one in CONTRACTS if one in order):
        sql = ORIGINS.format(entity=literal(entity), key=key_text(entity), relation=_kept(entity))
        origins += [Origin(*row) for row in connection.execute(sql, [run_id]).fetchall()]
    return origins


def _relation(name: str, models: Mapping[str, Model]) -> str:
    """Return the rows that may stand behind others: numbered, and of raw only those that count."""
    if name not in CONTRACTS:
        return f"select *, row_number() over () as row_number from {models[name].full_name}"
    return (
        "select *, _source as source_code, row_number() over () as row_number "
        f"from {WORKING}.raw.{quoted(name)} where _delivered_on <= ? and _delivery in "
        f"(select delivery_id from {WORKING}.ledger.active_delivery)"
    )
