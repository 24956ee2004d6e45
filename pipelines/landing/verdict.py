"""The contract's verdict on a batch: which records break which rules."""

from __future__ import annotations

from functools import cache

import pandera.errors
import pandera.polars as pa
import polars as pl

from schemas.contract import Contract


class ContractFaultError(RuntimeError):
    """The frame does not have the contract's shape: a fault of the engine, not of the data."""


@cache
def schema_of(contract: type[Contract], mapped: tuple[str, ...]) -> pa.DataFrameSchema:
    """Return the contract's schema over the columns that can fail.

    A column that the mapping leaves out is null throughout, and nullable, since a source that lacks
    a required one is refused; an optional column without a check cannot fail either, since its type
    is landing's own. To run them would cost half of a small delivery's time. A contract with checks
    over several columns is kept whole.
    """
    schema = contract.to_schema()
    cannot_fail = [
        name
        for name, column in schema.columns.items()
        if name not in mapped or (column.nullable and not column.checks)
    ]
    return schema if schema.checks else schema.remove_columns(cannot_fail)


def judge(
    contract: type[Contract], frame: pl.DataFrame, mapped: tuple[str, ...] | None = None
) -> dict[int, list[str]]:
    """Return the broken rules (``column:rule``) of each failing row, by its position in ``frame``.

    ``mapped`` names the columns that the source fills; ``None`` stands for all. The frame must be
    eager: pandera checks nothing but the schema of a lazy one.

    Raises:
        ContractFaultError: if a check could not be run, or columns or types are not the contract's.

    """
    schema = schema_of(contract, mapped or tuple(frame.columns))
    try:
        schema.validate(frame.select(list(schema.columns)), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return _by_row(contract.__name__, schema, errors.failure_cases)
    return {}


def _by_row(contract: str, schema: pa.DataFrameSchema, cases: pl.DataFrame) -> dict[int, list[str]]:
    if cases["index"].null_count():
        lost = cases.filter(pl.col("index").is_null()).select("column").unique()
        raise ContractFaultError(f"{contract}: {lost.rows()}")
    found: dict[int, list[str]] = {}
    for row in cases.select(
        "index", "schema_context", "column", "check", "check_number"
    ).iter_rows():
        index, context, column, check, number = row
        if context == "DataFrameSchema":
            rule = f"*:{check}"
        elif number is None:
            rule = f"{column}:{check}"
        else:
            rule = f"{column}:{schema.columns[column].checks[number].name}"
        found.setdefault(index, []).append(rule)
    return found
