"""From a row of a published table to the raw rows, deliveries and records behind it.

The table's lineage in dbt's manifest says which contracts stand behind it; the row's keys say which
of their rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from pipelines.console.query import working_file
from pipelines.landing.ledger import key_text
from pipelines.settings import Settings
from schemas import CONTRACTS

COMPANY_WIDE = {"employee", "product", "campaign"}


class TraceError(LookupError):
    """The table or row cannot be traced; the message says why."""


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


def upstream_entities(settings: Settings, table: str) -> list[str]:
    """Return the contracts whose raw tables stand behind a table.

    Raises:
        TraceError: if dbt does not know the table.

    """
    working_file(settings)
    manifest = json.loads((settings.warehouse / "dbt" / "manifest.json").read_text())
    nodes = manifest["nodes"] | manifest["sources"]
    name = table.split(".")[-1]
    start = [
        key for key, node in nodes.items() if node["name"] == name and key.startswith("model.")
    ]
    if not start:
        raise TraceError(f"{table}: there is no such model; name it as schema.table")
    seen: set[str] = set()
    waiting = start
    while waiting:
        key = waiting.pop()
        if key in seen or key not in nodes:
            continue
        seen.add(key)
        waiting.extend(nodes[key].get("depends_on", {}).get("nodes", []))
    names = {nodes[key]["name"] for key in seen if key.startswith("source.")}
    return [entity for entity in CONTRACTS if entity in names]


def find_row(connection: duckdb.DuckDBPyConnection, table: str, key: int) -> dict[str, object]:
    """Return the row of ``table`` whose first key column is ``key``.

    Raises:
        TraceError: if there is no such table, key column or row.

    """
    schema, _, name = table.rpartition(".")
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ? "
        "order by column_index",
        [schema, name],
    ).fetchall()
    keys = [column for (column,) in columns if column.endswith("_key")]
    if not keys:
        raise TraceError(f"{table}: no such table in the working file, or it has no key column")
    cursor = connection.execute(f'select * from {table} where "{keys[0]}" = ? limit 1', [key])
    row = cursor.fetchone()
    if row is None:
        raise TraceError(f"{table}: no row whose {keys[0]} is {key}")
    return {column[0]: value for column, value in zip(cursor.description or [], row, strict=True)}


def trace(settings: Settings, table: str, key: int) -> list[Origin]:
    """Return the raw rows behind the row of ``table`` whose first key column is ``key``.

    Raises:
        TraceError: if there is nothing to trace.

    """
    entities = upstream_entities(settings, table)
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        row = find_row(connection, table, key)
        origins = []
        # A line's key is made of more than an id: its order leads to it.
        own = [
            name for name in entities if name != "order_line" and row.get(f"{name}_key") is not None
        ]
        for entity in entities:
            condition = _condition(entity, row, own)
            if condition is None:
                continue
            origins += _origins(connection, entity, *condition)
    return origins


def _condition(
    entity: str, row: dict[str, object], own: list[str]
) -> tuple[str, list[object]] | None:
    """Return the SQL condition that picks an entity's raw rows for a row, if its keys do."""
    columns = CONTRACTS[entity].to_schema().columns
    if entity in own:
        source = "''" if entity in COMPANY_WIDE else "_source"
        return f"durable_key('{entity}', {source}, {entity}_id) = ?", [row[f"{entity}_key"]]
    if entity == "order_line" and row.get("order_key") is not None:
        return "durable_key('order', _source, order_id) = ?", [row["order_key"]]
    by_customer = set(own) <= COMPANY_WIDE and row.get("customer_key") is not None
    records = "(select source, party_id from identity.record where customer_key = ?)"
    if entity == "party" and row.get("customer_key") is not None:
        return f"(_source, party_id) in {records}", [row["customer_key"]]
    if by_customer and "party_source" in columns:
        return f"(party_source, party_id) in {records}", [row["customer_key"]]
    return None


def _origins(
    connection: duckdb.DuckDBPyConnection, entity: str, condition: str, values: list[object]
) -> list[Origin]:
    rows = connection.execute(
        f"select '{entity}', r._source, {key_text(entity)}, d.path, r._record, "
        "r._delivered_on::varchar, d.status "
        f'from raw."{entity}" as r join ledger.delivery as d on d.delivery_id = r._delivery '
        f"where {condition} order by r._delivered_on, d.path, r._record",
        values,
    ).fetchall()
    return [Origin(*row) for row in rows]
