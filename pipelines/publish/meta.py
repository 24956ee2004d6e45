"""The schema ``meta`` of a published file: what it shows, from what, and who may read which column.

Belongs here: nothing personal, since both files carry it. Paths and reasons of deliveries stay in
the ledger; ``clientele status`` shows them to who may see the working file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from pipelines.publish.content import content_of
from pipelines.publish.dbt_manifest import Table
from pipelines.publish.hashes import Columns, catalog_columns, content_hash
from pipelines.publish.publication import Publication
from pipelines.settings import Settings
from pipelines.sql_text import literal, quoted

# Table: its description, and its columns with type and description.
META: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "publication": (
        "One row: the version that this file is.",
        {
            "version": ("bigint", "Number of the version; a later one has a higher number."),
            "as_of": ("date", "Day that the version shows; nothing later is in it."),
            "run_id": ("bigint", "Run that built it."),
            "fingerprint": ("varchar", "Hash of all input: deliveries, code, sources and rules."),
            "built_at": ("timestamp", "When it was built (UTC)."),
            "clientele_version": ("varchar", "Version of the software that built it."),
            "company_name": ("varchar", "Company that the warehouse belongs to."),
            "company_currency": ("varchar", "Currency of the columns *_company_amount, ISO 4217."),
            "company_zone": ("varchar", "IANA zone of the calendar dates; times are UTC."),
        },
    ),
    "delivery": (
        "One row per delivery and entity that it feeds, up to as_of; a rejected one feeds none.",
        {
            "delivery_id": ("bigint", "Number of the delivery."),
            "source": ("varchar", "Source that delivered it."),
            "delivered_on": ("date", "Day of the delivery."),
            "revision": ("integer", "Which revision of the delivery, where the source says."),
            "status": ("varchar", "Only loaded deliveries count."),
            "rule": ("varchar", "Rule by which it was rejected or blocked."),
            "entity": ("varchar", "Entity that its records feed."),
            "mode": ("varchar", "delta or snapshot."),
            "records_read": ("bigint", "Records read for the entity."),
            "records_loaded": ("bigint", "Records that landed."),
            "records_repeated": ("bigint", "Records that repeat one of the same delivery."),
            "records_quarantined": ("bigint", "Records that break a rule of the contract."),
            "records_not_applicable": ("bigint", "Records that the mapping leaves out."),
            "records_erased": ("bigint", "Records erased on request."),
        },
    ),
    "column_class": (
        "One row per column of every published table: what it means and who may read it.",
        {
            "schema_name": ("varchar", "Schema of the table."),
            "table_name": ("varchar", "Table."),
            "column_name": ("varchar", "Column."),
            "data_type": ("varchar", "Type of the column."),
            "privacy_class": ("varchar", "public, internal, personal or sensitive."),
            "is_in_this_file": ("boolean", "False where only the personal file has the column."),
            "description": ("varchar", "What the column means."),
        },
    ),
    "table_stats": (
        "One row per table of this file, meta itself left out.",
        {
            "schema_name": ("varchar", "Schema of the table."),
            "table_name": ("varchar", "Table."),
            "row_count": ("bigint", "Number of rows."),
            "content_hash": ("varchar", "Equal for equal rows, in whatever order they lie."),
            "entities": ("varchar[]", "Raw entities that it shows rows of."),
            "description": ("varchar", "What one row of the table is."),
        },
    ),
}

DELIVERIES = """
    select
        delivery.delivery_id, delivery.source, delivery.delivered_on, delivery.revision,
        delivery.status, delivery.rule, entity.entity, entity.mode, entity.records_read,
        entity.records_loaded, entity.records_repeated, entity.records_quarantined,
        entity.records_not_applicable, entity.records_erased
    from {catalog}.ledger.delivery as delivery
    left join {catalog}.ledger.delivery_entity as entity
        on entity.delivery_id = delivery.delivery_id
    where delivery.delivered_on is null or delivery.delivered_on <= ?
    order by all
"""


def write_meta(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    target: str,
    settings: Settings,
    publication: Publication,
    tables: Sequence[Table],
) -> None:
    """Write the meta tables of the file ``target``, whose other tables are all there."""
    for name, (description, columns) in META.items():
        _create(connection, quoted(target, "meta", name), description, columns)
    company = settings.company
    stamp = [*publication.model_dump().values(), company.name, company.currency, company.zone]
    names = [*type(publication).model_fields, "company_name", "company_currency", "company_zone"]
    connection.execute(
        f"insert into {quoted(target, 'meta', 'publication')} ({', '.join(names)}) "
        f"values ({', '.join('?' * len(names))})",
        stamp,
    )
    connection.execute(
        f"insert into {quoted(target, 'meta', 'delivery')} "
        + DELIVERIES.format(catalog=quoted(source)),
        [publication.as_of],
    )
    here = catalog_columns(connection, target)
    everywhere = catalog_columns(connection, source)
    _insert(connection, target, "column_class", _classes(tables, everywhere, here))
    _insert(connection, target, "table_stats", _stats(connection, target, tables, here))


def _create(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    description: str,
    columns: dict[str, tuple[str, str]],
) -> None:
    schema = relation.rsplit(".", 1)[0]
    connection.execute(f"create schema if not exists {schema}")
    body = ", ".join(f"{quoted(name)} {kind}" for name, (kind, _) in columns.items())
    connection.execute(f"create table {relation} ({body})")
    connection.execute(f"comment on table {relation} is {literal(description)}")
    for name, (_, text) in columns.items():
        connection.execute(f"comment on column {relation}.{quoted(name)} is {literal(text)}")


def _insert(
    connection: duckdb.DuckDBPyConnection, target: str, table: str, rows: Iterable[Sequence[Any]]
) -> None:
    """Insert all rows at once, a list a column: row by row DuckDB takes a millisecond each."""
    kinds = [kind for kind, _ in META[table][1].values()]
    columns = list(zip(*rows, strict=True)) or [()] * len(kinds)
    places = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
    connection.execute(
        f"insert into {quoted(target, 'meta', table)} select {places}",
        [list(column) for column in columns],
    )


def _classes(
    tables: Sequence[Table], everywhere: Columns, here: Columns
) -> Iterable[Sequence[Any]]:
    for table in tables:
        for name, data_type in everywhere[table.key].items():
            column = table.columns[name]
            yield (
                *(table.schema, table.name, name, data_type),
                *(column.privacy, name in here.get(table.key, {}), column.description),
            )
    for meta_table, (_, columns) in META.items():
        for name, (kind, text) in columns.items():
            yield "meta", meta_table, name, kind.upper(), "internal", True, text


def _stats(
    connection: duckdb.DuckDBPyConnection, target: str, tables: Sequence[Table], here: Columns
) -> Iterable[Sequence[Any]]:
    for table in tables:
        if table.key in here:
            relation = quoted(target, *table.key)
            content = content_of(table.name)
            rows, digest = content_hash(connection, relation, here[table.key], content)
            yield table.schema, table.name, rows, digest, list(table.entities), table.description
