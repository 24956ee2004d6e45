"""The contract's verdict on a batch: which records break which rules.

A batch is first screened: all checks of its contract in one query that says which columns hold a
fault. Pandera then validates these columns and names the rules. To validate every column of every
batch took eight times as long, most of it per call, and nine batches of ten columns have no fault.
"""

from __future__ import annotations

from functools import cache

import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.backends.polars.checks import PolarsCheckBackend

from schemas.contract import Contract

FRAME = "*"


class ContractFaultError(RuntimeError):
    """The frame does not have the contract's shape: a fault of the engine, not of the data."""


def judge(
    contract: type[Contract], frame: pl.DataFrame, mapped: tuple[str, ...] | None = None
) -> dict[int, list[str]]:
    """Return the broken rules (``column:rule``) of each failing row, by its position in ``frame``.

    ``mapped`` names the columns that the source fills; ``None`` stands for all. The others are null
    throughout and cannot fail, since a source that lacks a required one is refused. The frame must
    be eager: pandera checks nothing but the schema of a lazy one.

    Raises:
        ContractFaultError: if a check could not be run, or columns or types are not the contract's.

    """
    schema = contract.to_schema()
    check_shape(schema, frame)
    suspects = screen(contract, frame, mapped or tuple(frame.columns))
    if not suspects:
        return {}
    narrowed = narrow(contract, suspects)
    try:
        narrowed.validate(frame.select(list(narrowed.columns)), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return _by_row(contract.__name__, narrowed, errors.failure_cases)
    raise ContractFaultError(f"{contract.__name__}: {', '.join(suspects)}: screened, not confirmed")


def check_shape(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> None:
    """Refuse a frame whose columns, order or types are not the contract's."""
    declared = {name: column.dtype.type for name, column in schema.columns.items()}
    if list(declared) != frame.columns:
        raise ContractFaultError(f"{schema.name}: columns {frame.columns}, not {list(declared)}")
    for name, kind in declared.items():
        if frame.schema[name] != kind:
            raise ContractFaultError(f"{schema.name}.{name}: {frame.schema[name]}, not {kind}")


def screen(
    contract: type[Contract], frame: pl.DataFrame, mapped: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the columns that hold a fault, and ``*`` where a check over several columns fails."""
    lazy = frame.lazy()
    required, checks = rules(contract, mapped)
    verdicts = [lazy.select(pl.col(name).is_not_null().all()) for name in required]
    for name, backend in checks:
        outcome = backend.apply(PolarsData(lazy, name))
        verdicts.append(outcome.select(pl.all().fill_null(backend.check.ignore_na).all()))
    names = [*required, *(name for name, _ in checks)]
    passed = [outcome.item() for outcome in pl.collect_all(verdicts)]
    failed = [name for name, has_passed in zip(names, passed, strict=True) if not has_passed]
    return tuple(dict.fromkeys(failed))


@cache
def rules(
    contract: type[Contract], mapped: tuple[str, ...]
) -> tuple[list[str], list[tuple[str, PolarsCheckBackend]]]:
    """Return the required ones of the mapped columns, and their checks with the contract's own."""
    schema = contract.to_schema()
    schema.register_default_backends(pl.LazyFrame)
    columns = {name: schema.columns[name] for name in mapped}
    declared = [(name, check) for name, column in columns.items() for check in column.checks]
    declared += [(FRAME, check) for check in schema.checks]
    empty = pl.DataFrame(schema={n: c.dtype.type for n, c in schema.columns.items()}).lazy()
    for name, check in declared:
        check(empty, None if name == FRAME else name)  # binds a built-in check to polars
    required = [name for name, column in columns.items() if not column.nullable]
    return required, [(name, PolarsCheckBackend(check)) for name, check in declared]


@cache
def narrow(contract: type[Contract], suspects: tuple[str, ...]) -> pa.DataFrameSchema:
    """Return the contract's schema over the suspect columns; whole where several are checked."""
    schema = contract.to_schema()
    if FRAME in suspects:
        return schema
    rest = schema.remove_columns([name for name in schema.columns if name not in suspects])
    rest.checks = []
    return rest


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
