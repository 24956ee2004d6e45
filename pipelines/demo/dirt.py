"""Putting flaws into a delivery and noting exactly where.

Belongs here: which records are made bad. Does not belong here: which kinds there are (``flaws``).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import cycle
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pipelines.demo.feed import Tables
from pipelines.demo.flaw import Flaw
from pipelines.demo.flaws import FLAW_SHARE, FLAWS, LARGER_SHARES, LARGEST_SHARE

DUPLICATED = ("calls", "web_events")
DUPLICATE_FROM = 100  # records that a delivery needs to have one doubled

# Who a flaw may fall on: records that count for all entities of their feed, and short orders, so
# that the lines of a bad one stay few.
ELIGIBLE = {
    "orders": pl.col("customer_name").is_not_null() & (pl.col("lines").list.len() <= 2),
    "calls": (pl.col("kind") == "KUNDE") & pl.col("number").is_not_null(),
    "answers": pl.col("respondent").is_not_null() & (pl.col("measure") == "SQ"),
}


class Trace(NamedTuple):
    """One rule that one record of one entity breaks; a malformed line has no record."""

    entity: str
    record: int | None
    line: int | None
    rule: str
    kind: str


class Soiled(NamedTuple):
    """A delivery with its dirt: the tables, lines to be put between, and where all of it lies."""

    tables: Tables
    extra_lines: list[tuple[int, str]]
    traces: list[Trace]


class Dirt:
    """Soils one delivery after the other; kinds of flaws take turns, table by table."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.turns = {table: cycle(flaws) for table, flaws in FLAWS.items()}

    def soil(self, tables: Tables, on: date) -> Soiled:
        """Return the delivery of date ``on`` with its share of flaws."""
        soiled = Soiled({}, [], [])
        for table, rows in tables.items():
            soiled.tables[table] = self._soil_table(table, rows, on, soiled)
        return soiled

    def _soil_table(self, table: str, rows: pl.DataFrame, on: date, soiled: Soiled) -> pl.DataFrame:
        largest = int(rows.height * LARGER_SHARES.get(table, LARGEST_SHARE))
        count = min(largest, max(1, round(rows.height * FLAW_SHARE)))
        if table in DUPLICATED and rows.height >= DUPLICATE_FROM:
            rows = pl.concat([rows, rows[:1]])
            soiled.traces.append(Trace("*", rows.height, None, "duplicate", "exported_twice"))
        # The first record may have been exported twice; it and its copy stay equal.
        places = np.arange(1, max(rows.height - 1, 1))
        if table in ELIGIBLE:
            places = np.intersect1d(places, rows.select(ELIGIBLE[table].arg_true()).to_series())
        chosen = np.sort(self.rng.choice(places, min(count, len(places)), replace=False))
        for place in chosen:
            flaw = next(self.turns[table])
            if flaw.line is not None:
                _interrupt(flaw, int(place), soiled)
            else:
                rows = _spoil(flaw, rows, int(place), on)
                soiled.traces.extend(_trace(flaw, rows, int(place)))
        return rows


def _interrupt(flaw: Flaw, place: int, soiled: Soiled) -> None:
    """Put a line that is no record after the record at ``place`` (0-based); lines shift on."""
    line = place + 2 + len(soiled.extra_lines)
    soiled.extra_lines.append((line, flaw.line or ""))
    for entity in flaw.rules:
        soiled.traces.append(Trace(entity, None, line, "*:malformed", flaw.kind))


def _value(value: Any, on: date, place: int) -> Any:
    if callable(value):
        return value(on)
    return value.replace("{n}", str(place + 1)) if isinstance(value, str) else value


def _spoil(flaw: Flaw, rows: pl.DataFrame, place: int, on: date) -> pl.DataFrame:
    values = {column: _value(value, on, place) for column, value in flaw.columns.items()}
    if not flaw.lines:
        return rows.with_columns(_replaced(rows, place, values))
    (first, *others) = rows["lines"][place].to_list()
    spoilt = pl.Series(
        "lines", [[first | values, *others]], dtype=rows.schema["lines"], strict=False
    )
    lines = pl.concat([rows["lines"][:place], spoilt, rows["lines"][place + 1 :]])
    return rows.with_columns(lines)


def _replaced(rows: pl.DataFrame, place: int, values: dict[str, Any]) -> list[pl.Series]:
    return [
        rows[column].scatter(place, pl.Series([value], strict=False).cast(rows.schema[column]))
        for column, value in values.items()
    ]


def _trace(flaw: Flaw, rows: pl.DataFrame, place: int) -> list[Trace]:
    """Name the records that a flaw at ``place`` makes bad; of lines, all or only the first."""
    records: dict[str, list[int]] = defaultdict(lambda: [place + 1])
    if "order_line" in flaw.rules:
        before = int(rows["lines"][:place].list.len().sum())
        lines = 1 if flaw.lines else len(rows["lines"][place])
        records["order_line"] = [before + i + 1 for i in range(lines)]
    return [
        Trace(entity, record, None, rule, flaw.kind)
        for entity, rules in flaw.rules.items()
        for record in records[entity]
        for rule in rules
    ]
