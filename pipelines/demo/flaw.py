"""What a flaw is: the value that stands in place of the right one, and the rules that breaks.

Belongs here: the shape of a flaw and values that depend on the delivery's date. Does not belong
here: the flaws themselves (``flaws``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Value = str | int | float | date | datetime | Callable[[date], Any] | None


@dataclass(frozen=True)
class Flaw:
    """One kind of bad record: what its columns hold, and the rules that each entity breaks.

    ``lines`` holds columns of the first line of an order instead. A malformed flaw has ``line``
    only, the text of a line that is no record; its rule is ``*:malformed``.
    """

    kind: str
    columns: dict[str, Value]
    rules: dict[str, tuple[str, ...]]
    lines: bool = False
    line: str | None = None


def iso_after(on: date) -> str:
    """Return a time after the delivery, in ISO 8601."""
    return f"{on + timedelta(days=40)}T09:00:00Z"


def local_after(on: date) -> str:
    """Return a time after the delivery, as the call centre writes it."""
    return f"{on + timedelta(days=40):%d.%m.%Y} 09:00:00"


def time_after(on: date) -> datetime:
    """Return a time after the delivery."""
    return datetime(on.year, on.month, on.day, 9) + timedelta(days=40)


def skipped_hour(on: date) -> str:
    """Return half past two of the last Sunday in a March before the delivery."""
    for year in (on.year, on.year - 1):
        last = date(year, 3, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday <= on:
            break
    return f"{sunday:%d.%m.%Y} 02:30:00"


def one_fault(
    kind: str, column: str, value: Value, entity: str, *rules: str, lines: bool = False
) -> Flaw:
    """Return a flaw of one column that breaks rules of one entity."""
    return Flaw(kind, {column: value}, {entity: rules}, lines)


def malformed(line: str, *entities: str) -> Flaw:
    """Return a flaw that is a line and no record."""
    return Flaw("malformed", {}, dict.fromkeys(entities, ("*:malformed",)), line=line)
