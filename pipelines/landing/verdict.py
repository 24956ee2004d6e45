"""The contract's verdict on a batch: which records break which rules.

All checks of a contract run as one query, with pandera's own functions, that says which of them
fail; these are asked for the rows. Pandera's validation, which gives the same, took eight times as
long over all columns of a batch, and over the failing ones alone as long as all the rest.
"""

from __future__ import annotations

from functools import cache

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
    check_shape(contract.to_schema(), frame)
    try:
        return _broken(contract, frame, mapped or tuple(frame.columns))
    except pl.exceptions.PolarsError as error:
        # Its message may repeat values.
        raise ContractFaultError(f"{contract.__name__}: {type(error).__name__}") from None


def check_shape(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> None:
    """Refuse a frame whose columns, order or types are not the contract's."""
    declared = {name: column.dtype.type for name, column in schema.columns.items()}
    if list(declared) != frame.columns:
        raise ContractFaultError(f"{schema.name}: columns {frame.columns}, not {list(declared)}")
    for name, kind in declared.items():
        if frame.schema[name] != kind:
            raise ContractFaultError(f"{schema.name}.{name}: {frame.schema[name]}, not {kind}")


def _broken(
    contract: type[Contract], frame: pl.DataFrame, mapped: tuple[str, ...]
) -> dict[int, list[str]]:
    lazy = frame.lazy()
    held: list[tuple[str, pl.LazyFrame]] = []
    for rule, column, backend in rules(contract, mapped):
        if backend is None:
            held.append((rule, lazy.select(pl.col(column).is_not_null())))
            continue
        outcome = backend.apply(PolarsData(lazy, column))
        held.append((rule, outcome.select(pl.all().fill_null(backend.check.ignore_na))))
    passed = pl.collect_all([outcome.select(pl.all().all()) for _, outcome in held])
    failed = [one for one, whole in zip(held, passed, strict=True) if not whole.item()]
    found: dict[int, list[str]] = {}
    for (rule, _), rows in zip(failed, pl.collect_all([one for _, one in failed]), strict=True):
        for index in (~rows.to_series()).arg_true():
            found.setdefault(index, []).append(rule)
    return found


@cache
def rules(
    contract: type[Contract], mapped: tuple[str, ...]
) -> list[tuple[str, str, PolarsCheckBackend | None]]:
    """Return the rules of the mapped columns and the contract's own: name, column and check.

    The rule of a required column has no check: it is that there is a value.
    """
    schema = contract.to_schema()
    schema.register_default_backends(pl.LazyFrame)
    empty = pl.DataFrame(schema={n: c.dtype.type for n, c in schema.columns.items()}).lazy()
    found: list[tuple[str, str, PolarsCheckBackend | None]] = []
    for name, column in schema.columns.items():
        if name in mapped:
            if not column.nullable:
                found.append((f"{name}:not_nullable", name, None))
            found += [_rule(name, check, empty) for check in column.checks]
    return found + [_rule(FRAME, check, empty) for check in schema.checks]


def _rule(name: str, check: pa.Check, empty: pl.LazyFrame) -> tuple[str, str, PolarsCheckBackend]:
    check(empty, None if name == FRAME else name)  # binds a built-in check to polars
    return f"{name}:{check.name}", name, PolarsCheckBackend(check)
