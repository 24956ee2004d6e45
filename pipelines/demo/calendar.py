"""When the demonstration company's systems deliver: monthly for the past, daily for the last month.

No clock: all dates follow from the last day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl

MONTHS = 36
Rhythm = Literal["daily", "workdays", "monthly", "quarterly"]


def month_end(year: int, month: int) -> date:
    """Return the last day of a month; months beyond 12 count on into the next year."""
    year, month = year + month // 12, month % 12
    return date(year, month + 1, 1) - timedelta(days=1)


class Calendar:
    """Three years that end on ``until``."""

    def __init__(self, until: date) -> None:
        self.until = until

    @cached_property
    def month_ends(self) -> list[date]:
        """Ends of all months; ``until`` ends the last."""
        first = self.until.year * 12 + self.until.month - MONTHS
        ends = [month_end((first + i) // 12, (first + i) % 12 + 1) for i in range(MONTHS - 1)]
        return [*ends, self.until]

    @cached_property
    def start(self) -> date:
        """Return the first day."""
        return self.month_ends[0].replace(day=1)

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.until - self.start).days + 1

    @property
    def start_at(self) -> np.ndarray:
        """Day 0 on the axis of event times, which are days since the start as floats."""
        return np.zeros(1)

    def deliveries(self, rhythm: Rhythm, skip_months: int = 0) -> list[date]:
        """Return the delivery dates of a feed that began ``skip_months`` after the start."""
        ends = self.month_ends[skip_months:]
        if rhythm == "monthly":
            return ends
        if rhythm == "quarterly":
            return [end for end in ends[:-1] if end.month % 3 == 0] + [self.until]
        first = self.until.replace(day=1)
        june = [first + timedelta(days=i) for i in range(self.until.day)]
        if rhythm == "workdays":
            june = [day for day in june if day.weekday() < 5 or day == self.until]
        return ends[:-1] + june

    def moment(self, days: np.ndarray) -> pl.Series:
        """Turn days since the start into UTC times, to the second."""
        seconds = np.round(days * 86_400).astype(np.int64)
        start = np.datetime64(datetime.combine(self.start, datetime.min.time()), "us")
        return pl.Series(start + seconds * np.timedelta64(1_000_000, "us"))

    def first_delivery(self, dates: list[date], at: pl.Expr) -> pl.Expr:
        """Return the first of ``dates`` on or after the company's calendar day of UTC time ``at``.

        Null where none comes: that event has not been delivered yet.
        """
        local = at.dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Berlin").dt.date()
        days = pl.Series(dates, dtype=pl.Date)
        position = pl.lit(days).search_sorted(local, side="left")
        return pl.lit(days).gather(pl.when(position < len(dates)).then(position))
