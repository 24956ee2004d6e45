"""The bounds of the audit, read from their seed, and which of them holds for a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, field_validator

from pipelines.audit.result import Severity
from pipelines.settings import DBT_PROJECT

THRESHOLDS = DBT_PROJECT / "seeds" / "rules" / "threshold_audit.csv"


class Threshold(BaseModel):
    """One bound."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule_code: str
    table_name: str
    column_name: str | None
    among_column: str | None
    value: float
    unit: str
    severity_code: Severity
    description: str

    @field_validator("column_name", "among_column", mode="before")
    @classmethod
    def _empty_is_none(cls, value: str) -> str | None:
        return value or None

    @property
    def is_pattern(self) -> bool:
        """Whether the bound is for all tables, or all of a schema."""
        return "*" in self.table_name


def read_thresholds(path: Path = THRESHOLDS) -> tuple[Threshold, ...]:
    """Read the seed.

    Raises:
        pydantic.ValidationError: if a row lacks a column or holds what it cannot hold.

    """
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(Threshold.model_validate(row) for row in csv.DictReader(lines))


def for_tables(
    thresholds: Sequence[Threshold], tables: Iterable[str]
) -> list[tuple[Threshold, str]]:
    """Return each bound with each table that it holds for; the most specific pattern wins."""
    tables = list(tables)
    found: list[tuple[Threshold, str]] = []
    for rule in dict.fromkeys(threshold.rule_code for threshold in thresholds):
        of_rule = [threshold for threshold in thresholds if threshold.rule_code == rule]
        found.extend((exact, exact.table_name) for exact in of_rule if not exact.is_pattern)
        patterns = [threshold for threshold in of_rule if threshold.is_pattern]
        patterns.sort(key=lambda threshold: len(threshold.table_name), reverse=True)
        named = {exact.table_name for exact in of_rule}
        for table in tables:
            matching = (one for one in patterns if fnmatchcase(table, one.table_name))
            widest = next(matching, None)
            if widest is not None and table not in named:
                found.append((widest, table))
    return found
