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
from pipelines.demo.writers import content, read_content, write_bytes

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


def _from(feed: Feed, place: int, target: Path) -> Iterator[date]:
    """Return the dates that were delivered, the asked one first: a small company misses some."""
    for on in feed.dates[place:] + feed.dates[:place][::-1]:
        if (target / feed.file(on)).exists():
            yield on


def _revised(feed: Feed, target: Path) -> Iterator[Irregular]:
    """Correct a delivery; where none of a small company holds bad records, take its last back."""
    if feed.name not in REVISED:
        return
    dates = list(_from(feed, REVISED[feed.name], target))
    whole = {on: content(feed, feed.tables(on)) for on in dates}
    for on in dates:
        if whole[on] != read_content(target / feed.file(on)):
            break
    else:
        on = next(on for on in dates if feed.tables(on)[feed.name].height > 1)
        whole[on] = content(feed, {name: rows[:-1] for name, rows in feed.tables(on).items()})
    write_bytes(whole[on], target / feed.file(on, ".r2"))
    yield Irregular(feed.file(on), "superseded", "corrected")


def _rejected(feed: Feed, target: Path) -> Iterator[Irregular]:
    if feed.name not in REJECTED:
        return
    place, rule = REJECTED[feed.name]
    for on in _from(feed, place, target):
        path = feed.file(on + timedelta(days=REJECTED_DAYS))
        if rule == "no_date":
            path = feed.path.format(date="Nachtrag")
        if not (target / path).exists():
            write_bytes(_unreadable(feed, on, rule, target), target / path, packed=True)
            yield Irregular(path, rule, rule)
            return


def _unreadable(feed: Feed, on: date, rule: str, target: Path) -> bytes:
    """Return what is in a file that must be rejected."""
    if rule == "torn":
        whole = (target / feed.file(on)).read_bytes()
        return whole[: len(whole) * 2 // 3]
    if rule == "empty":
        return b""
    if rule == "wrong_format":
        return LOGIN_PAGE
    tables = feed.tables(on)
    if rule == "wrong_encoding":
        text = content(feed, tables).decode(feed.encoding)
        other = text.encode("windows-1252", errors="replace")
        # pure ASCII is the same in either encoding
        return b"\xc4".join(other.rsplit(b"A", 1)) if other.isascii() else other
    if rule == "missing_column":
        return content(feed, {name: rows[:, :-1] for name, rows in tables.items()})
    undated = content(feed, tables)
    if undated == read_content(target / feed.file(on)):  # it would be a repeat
        undated = content(feed, {name: rows[1:] for name, rows in tables.items()})
    return undated
