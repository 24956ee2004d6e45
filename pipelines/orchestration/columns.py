"""A contract's columns as Dagster shows them."""

from __future__ import annotations

import dagster as dg

from pipelines.warehouse import contract_types
from schemas.contract import Contract


def column_schema(contract: type[Contract]) -> dg.TableSchema:
    """Return a contract's columns with types, descriptions, constraints and privacy classes."""
    types = contract_types(contract)
    columns = []
    for name, column in contract.to_schema().columns.items():
        privacy = (column.metadata or {}).get("privacy")
        checks = [check.name for check in column.checks]
        columns.append(
            dg.TableColumn(
                name=name,
                type=types[name],
                description=column.description,
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable, other=[f"privacy: {privacy}", *map(str, checks)]
                ),
            )
        )
    return dg.TableSchema(columns=columns)
