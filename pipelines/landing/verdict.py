"""The contract's verdict on a batch: which records break which rules."""

from __future__ import annotations

import pandera.errors
import polars as pl

from schemas.contract import Contract


class ContractFault(RuntimeError):
    """The frame does not have the contract's shape: a fault of the engine, not of the data."""


def judge(contract: type[Contract], frame: pl.DataFrame) -> dict[int, list[str]]:
    """Return the broken rules (``column:rule``) of each failing row, by its position in ``frame``.

    The frame must be eager: pandera checks nothing but the schema of a lazy one.

    Raises:
        ContractFault: if a check could not be run, or the columns or types are not the contract's.
    """
    try:
        contract.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return _by_row(contract, errors.failure_cases)
    return {}


def _by_row(contract: type[Contract], cases: pl.DataFrame) -> dict[int, list[str]]:
    if cases["index"].null_count():
        lost = cases.filter(pl.col("index").is_null()).select("column", "check").unique()
        raise ContractFault(f"{contract.__name__}: {lost.rows()}")
    columns = contract.to_schema().columns
    found: dict[int, list[str]] = {}
    for row in cases.select("index", "schema_context", "column", "check", "check_number").iter_rows():
        index, context, column, check, number = row
        if context == "DataFrameSchema":
            rule = f"*:{check}"
        elif number is None:
            rule = f"{column}:{check}"
        else:
            rule = f"{column}:{RULE_NAMES.get(name := str(columns[column].checks[number].name), name)}"
        found.setdefault(index, []).append(rule)
    return found


# pandera names its built-in checks for itself; a reader of quarantine gets one name a rule.
RULE_NAMES: dict[str, str] = {}
