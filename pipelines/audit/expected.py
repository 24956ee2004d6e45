"""What a rule plans: an expectation, in words and for the engine, with its bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.audit.profile import Batch, Profile
from pipelines.audit.thresholds import Threshold

Observe = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Expected:
    """One expectation. ``kind`` and ``arguments`` are the engine's; ``observe`` reads its result.

    ``observe`` turns dates into days, so that no value of a column comes into the results.
    """

    threshold: Threshold
    batch: Batch
    kind: str
    arguments: Mapping[str, Any]
    words: str
    bound: str
    observe: Observe


@dataclass(frozen=True)
class Audited:
    """The candidate, the version before if there is one, and which tables are compared."""

    candidate: Profile
    previous: Profile | None
    compared_from: float

    def compared(self, table: str) -> Profile | None:
        """Return the previous version if the table held enough rows there and does so here."""
        if self.previous is None:
            return None
        rows = min(self.previous.tables.get(table, 0), self.candidate.tables[table])
        return self.previous if rows >= self.compared_from else None


Rule = Callable[[Threshold, str, Audited], Iterator[Expected]]


def rows_text(number: float) -> str:
    """Write a number of rows."""
    return f"{number:,.0f} row{'' if number == 1 else 's'}"


def share_text(share: float) -> str:
    """Write a share as per cent."""
    return f"{100 * share:.1f} %"


def days_text(days: float) -> str:
    """Write a number of days."""
    return f"{days:,.0f} day{'' if abs(days) == 1 else 's'}"


def observed_rows(result: Mapping[str, Any]) -> str:
    """Read a count of rows."""
    return rows_text(result["observed_value"])


def observed_number(result: Mapping[str, Any]) -> str:
    """Read a number."""
    value = result["observed_value"]
    return "none" if value is None else f"{value:.2f}"


def observed_share(result: Mapping[str, Any]) -> str:
    """Read the share of the rows that are not as expected."""
    # Of no rows at all the engine says None, not 0.
    return share_text((result["unexpected_count"] or 0) / max(1, result["element_count"]))


def days_before(as_of: date) -> Observe:
    """Read a date as days before ``as_of``."""

    def observe(result: Mapping[str, Any]) -> str:
        value = result["observed_value"]
        if value is None:
            return "none"
        day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        days = (as_of - day).days
        return f"{days_text(days)} before" if days >= 0 else f"{days_text(-days)} after"

    return observe
