"""Looking at records in quarantine; their values are shown only when asked for."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.console.query import fetch, working_file
from pipelines.landing.source import load_sources
from pipelines.settings import Settings
from pipelines.sql_text import literal
from schemas import CONTRACTS

Rows = tuple[list[str], list[tuple[object, ...]]]


def known(entity: str) -> str:
    """Return the entity.

    Raises:
        LookupError: if there is no such contract.

    """
    if entity not in CONTRACTS:
        raise LookupError(f"{entity}: no such contract; there are {', '.join(CONTRACTS)}")
    return entity


def totals(settings: Settings) -> Rows:
    """Count quarantined records by source, entity and rule."""
    parts = " union all ".join(
        f"select _source as source, '{entity}' as entity, unnest(rules) as rule, _delivery "
        f'from quarantine."{entity}"'
        for entity in CONTRACTS
    )
    return fetch(
        working_file(settings),
        "select source, entity, rule, count(*) as records, "
        f"count(distinct _delivery) as deliveries from ({parts}) group by all order by all",
    )


def records(
    settings: Settings,
    entity: str,
    *,
    source: str | None,
    rule: str | None,
    limit: int,
    values: bool,
) -> Rows:
    """Return delivery, record and rules of an entity's quarantined records."""
    value = ", q.record::varchar as record_values" if values else ""
    return fetch(
        working_file(settings),
        "select d.path as delivery, q._record as record, q._line as line, "
        f"array_to_string(q.rules, ', ') as broken_rules{value} "
        f'from quarantine."{known(entity)}" as q '
        "join ledger.delivery as d on d.delivery_id = q._delivery "
        f"where {_condition(settings, source, rule)} order by 1, 2, 3 limit {int(limit)}",
    )


def _condition(settings: Settings, source: str | None, rule: str | None) -> str:
    conditions = ["true"]
    if source:
        names = load_sources(settings)
        if source not in names:
            raise LookupError(f"{source}: no such source; there are {', '.join(names) or 'none'}")
        conditions.append(f"q._source = {literal(source)}")
    if rule:
        conditions.append(f"list_contains(q.rules, {literal(rule)})")
    return " and ".join(conditions)


def export(
    settings: Settings,
    entity: str,
    file: Path,
    *,
    source: str | None = None,
    rule: str | None = None,
    overwrite: bool = False,
) -> int:
    """Write an entity's quarantine with all values to a CSV or Parquet file; return the count.

    Raises:
        LookupError: if there is no such contract or source, the file's ending is neither, its
            folder is not there, or it is there and not to be overwritten.

    """
    if file.suffix not in (".csv", ".parquet"):
        raise LookupError(f"{file}: name a .csv or .parquet file")
    if not file.parent.is_dir():
        raise LookupError(f"{file.parent} is not there: make the folder first")
    if file.exists() and not overwrite:
        raise LookupError(f"{file} is there already: name another file, or say --overwrite")
    form = "csv, header" if file.suffix == ".csv" else "parquet"
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        written = connection.execute(
            "copy (select d.path as delivery, q.* from "
            f'quarantine."{known(entity)}" as q '
            "join ledger.delivery as d on d.delivery_id = q._delivery "
            f"where {_condition(settings, source, rule)} order by 1, q._record) "
            f"to {literal(str(file))} (format {form})"
        ).fetchone()
    return int(written[0]) if written else 0
