"""The systems of the company: which feed of which source delivers what, when, in which format.

Belongs here: the table of feeds. Does not belong here: how their rows come about.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from pipelines.demo import catalogue, crm, finance, sales
from pipelines.demo.calendar import Calendar, Rhythm
from pipelines.demo.complaints import REGISTERED_AFTER_MONTHS
from pipelines.demo.feed import Feed, Format, Tables, from_rows
from pipelines.demo.visits import TRACKED_AFTER_MONTHS
from pipelines.demo.world import World

# Feeds of events and documents: source, feed, path, format, rhythm, months without it at the start.
STREAMS: tuple[tuple[str, str, str, Format, Rhythm, int], ...] = (
    ("web_shop", "orders", "orders-{date}.parquet", "parquet", "daily", 0),
    ("web_shop", "web_events", "events-{date}.jsonl", "jsonl", "daily", TRACKED_AFTER_MONTHS),
    ("call_centre", "calls", "calls-{date}.csv.gz", "csv", "workdays", 0),
    ("service_desk", "requests", "requests-{date}.jsonl", "jsonl", "workdays", 0),
    ("service_desk", "request_events", "request-events-{date}.jsonl", "jsonl", "workdays", 0),
    (
        "service_desk",
        "complaints",
        "complaints-{date}.jsonl",
        "jsonl",
        "monthly",
        REGISTERED_AFTER_MONTHS,
    ),
    ("surveys", "answers", "answers-{date}.csv", "csv", "quarterly", 0),
    ("marketing", "costs", "kosten-{date}.csv", "csv", "quarterly", 0),
    ("exchange_rates", "rates", "rates-{date}.csv", "csv", "monthly", 0),
)
Table = Callable[[pl.DataFrame, Calendar, date], pl.DataFrame]
# Feeds of lists that are sent whole, as they stand on the day, at the ends of quarters.
LISTS: tuple[tuple[str, str, Table], ...] = (
    ("marketing", "campaigns", finance.campaign_list),
    ("catalogue", "products", catalogue.product_list),
    ("staff", "staff", catalogue.staff_list),
)
DELIMITERS = {"calls": ";", "costs": ";", "staff": ";"}
ENCODINGS = {"costs": "windows-1252"}


def _dumped(world: World) -> Callable[[date], Tables]:
    dates, calendar = crm.snapshot_dates(world.calendar), world.calendar

    def tables(on: date) -> Tables:
        place = dates.index(on)
        before = dates[place - 1] if place else None
        return {
            "accounts": crm.account_table(world.accounts, calendar, on),
            "contacts": crm.contact_table(world.contacts, calendar, on),
            "leads": sales.lead_table(world.leads, calendar, on),
            "opportunity_history": sales.opportunity_table(world.stages, calendar, before, on),
        }

    return tables


def _listed(
    name: str, table: Table, rows: pl.DataFrame, calendar: Calendar
) -> Callable[[date], Tables]:
    return lambda on: {name: table(rows, calendar, on)}


def feeds(world: World) -> list[Feed]:
    """Return all feeds of all sources."""
    calendar = world.calendar
    found = [
        Feed(
            source,
            name,
            f"{source}/{path}",
            form,
            calendar.deliveries(rhythm, skipped),
            from_rows(name, world.rows[name]),
            DELIMITERS.get(name, ","),
            ENCODINGS.get(name, "utf-8"),
        )
        for source, name, path, form, rhythm, skipped in STREAMS
    ]
    found += [
        Feed(
            source,
            name,
            f"{source}/{name}-{{date}}.csv",
            "csv",
            calendar.deliveries("quarterly"),
            _listed(name, table, world.lists[name], calendar),
            DELIMITERS.get(name, ","),
        )
        for source, name, table in LISTS
    ]
    dump = Feed(
        "crm",
        "dump",
        "crm/crm-{date}.sqlite",
        "sqlite",
        crm.snapshot_dates(calendar),
        _dumped(world),
    )
    return [*found, dump]
