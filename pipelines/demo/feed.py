"""What a process hands to the writers: the deliveries of one feed.

Columns whose names begin with an underscore are the generator's own and are in no file; so is
``entity``, the number of the true party.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

Format = Literal["csv", "jsonl", "parquet", "sqlite"]
Tables = dict[str, pl.DataFrame]
INTERNAL = ("entity",)


@dataclass(frozen=True)
class Feed:
    """One feed of a source: when it delivers, and the tables of each delivery (one, but in SQLite).

    ``path`` is below ``data/raw`` and holds ``{date}``.
    """

    source: str
    name: str
    path: str
    format: Format
    dates: list[date]
    tables: Callable[[date], Tables]
    delimiter: str = ","
    encoding: str = "utf-8"

    def file(self, on: date, mark: str = "") -> str:
        """Return the path of a delivery; ``mark`` stands between its date and its ending."""
        return self.path.format(date=f"{on.isoformat()}{mark}")


def from_rows(name: str, rows: pl.DataFrame) -> Callable[[date], Tables]:
    """Return the deliveries of rows that say in ``_delivered`` where they lie."""
    parts = rows.partition_by("_delivered", as_dict=True, include_key=False, maintain_order=True)
    nothing = rows.clear().drop("_delivered")
    return lambda on: {name: parts.get((on,), nothing)}


def latest(versions: pl.DataFrame, key: str, changed: str, delivered: pl.Expr) -> pl.DataFrame:
    """Keep of each delivery the last version of each key; what is not delivered yet is left out."""
    placed = versions.with_columns(_delivered=delivered).filter(pl.col("_delivered").is_not_null())
    return placed.sort("_delivered", key, changed, maintain_order=True).unique(
        ["_delivered", key], keep="last", maintain_order=True
    )
