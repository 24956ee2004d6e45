"""Deliveries that are not as they should be: late, repeated, revised, or to be turned away.

Belongs here: whole files. Does not belong here: bad records within them (``dirt``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.demo.feed import Feed, Tables
from pipelines.demo.writers import content, write_bytes

# By feed: which of its deliveries (counted from the first) is concerned.
LATE = {"orders": 22, "calls": 19}
REPEATED = {"orders": 20, "calls": 23, "web_events": 9, "costs": 8}
REVISED = {"requests": 21, "calls": 14}
REJECTED = {
    "orders": (17, "torn"),
    "calls": (16, "torn"),
    "web_events": (12, "empty"),
    "answers": (5, "wrong_encoding"),
    "rates": (10, "missing_column"),
    "dump": (8, "wrong_format"),
    "costs": (7, "no_date"),
}
LATE_DAYS, REJECTED_DAYS = 75, 14
WITHHELD_OF = 6  # each sixth record comes late
LOGIN_PAGE = b"<!DOCTYPE html><html><body>Bitte melden Sie sich an.</body></html>\n"


class Irregular(NamedTuple):
    """One file beside the regular ones: what landing shall make of it."""

    path: str
    rule: str
    kind: str


def with_late_delivery(feed: Feed) -> Feed:
    """Withhold some records of one delivery; they come in one of their own, months later."""
    if feed.name not in LATE:
        return feed
    on = feed.dates[LATE[feed.name]]
    later = on + timedelta(days=LATE_DAYS)

    def tables(asked: date) -> Tables:
        regular = feed.tables(on if asked == later else asked)
        if asked not in (on, later):
            return regular
        withheld = pl.int_range(pl.len()) % WITHHELD_OF == WITHHELD_OF - 1
        return {
            name: rows.filter(withheld if asked == later else ~withheld)
            for name, rows in regular.items()
        }

    return replace(feed, dates=sorted([*feed.dates, later]), tables=tables)


def late_path(feed: Feed) -> str | None:
    """Return the path of the feed's late delivery."""
    if feed.name not in LATE:
        return None
    place = LATE[feed.name]
    return feed.file(feed.dates[place] + timedelta(days=LATE_DAYS))


def irregular_files(feed: Feed, target: Path) -> Iterator[Irregular]:
    """Write the feed's irregular files beside its regular ones, which must be there."""
    yield from _repeated(feed, target)
    yield from _revised(feed, target)
    yield from _rejected(feed, target)


def _repeated(feed: Feed, target: Path) -> Iterator[Irregular]:
    if feed.name in REPEATED:
        path = feed.file(feed.dates[REPEATED[feed.name]])
        if (target / path).exists():
            copy = feed.file(feed.dates[REPEATED[feed.name]], "_copy")
            write_bytes((target / path).read_bytes(), target / copy, packed=True)
            yield Irregular(copy, "repeat", "sent_twice")


def _revised(feed: Feed, target: Path) -> Iterator[Irregular]:
    if feed.name in REVISED:
        on = feed.dates[REVISED[feed.name]]
        path = feed.file(on)
        if (target / path).exists():
            write_bytes(content(feed, feed.tables(on)), target / feed.file(on, ".r2"))
            yield Irregular(path, "superseded", "corrected")


def _rejected(feed: Feed, target: Path) -> Iterator[Irregular]:
    if feed.name not in REJECTED:
        return
    place, rule = REJECTED[feed.name]
    on = feed.dates[place]
    if not (target / feed.file(on)).exists():
        return
    path = feed.file(on + timedelta(days=REJECTED_DAYS))
    if rule == "no_date":
        path = feed.path.format(date="Nachtrag")
    write_bytes(_unreadable(feed, on, rule, target), target / path, packed=True)
    yield Irregular(path, rule, rule)


def _unreadable(feed: Feed, on: date, rule: str, target: Path) -> bytes:
    """Return what is in a file that must be rejected."""
    tables = feed.tables(on)
    if rule == "torn":
        whole = (target / feed.file(on)).read_bytes()
        return whole[: len(whole) * 2 // 3]
    if rule == "wrong_encoding":
        text = content(feed, tables).decode(feed.encoding)
        return text.encode("windows-1252", errors="replace")
    if rule == "missing_column":
        return content(feed, {name: rows[:, :-1] for name, rows in tables.items()})
    return {"empty": b"", "wrong_format": LOGIN_PAGE, "no_date": content(feed, tables)}[rule]
