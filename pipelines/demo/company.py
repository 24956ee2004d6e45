"""The demonstration company put together: its world, its processes and the feeds of its systems.

Belongs here: which feed delivers what, and when. Does not belong here: any of the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import polars as pl

from pipelines.demo import (
    calls,
    catalogue,
    complaints,
    crm,
    desk,
    finance,
    lifecycle,
    orders,
    visits,
)
from pipelines.demo import surveys as survey
from pipelines.demo.calendar import Calendar
from pipelines.demo.feed import Feed, Tables, from_rows
from pipelines.demo.parties import make_parties
from pipelines.demo.spelling import sight

CRM_SHARE = {True: 0.16, False: 0.96}
DESK_SHARE = {True: 0.8, False: 0.9}


@dataclass(frozen=True)
class Company:
    """All feeds, and which party each source record truly is."""

    feeds: list[Feed]
    parties: pl.DataFrame
    records: pl.DataFrame


def _known(
    rng: np.random.Generator,
    parties: pl.DataFrame,
    shares: dict[bool, float],
    letter: str,
    native: float,
) -> pl.DataFrame:
    share = pl.when("is_person").then(shares[True]).otherwise(shares[False])
    known = sight(rng, parties, share, native)
    number = pl.lit(pl.Series(rng.permutation(known.height) + 100_001)).cast(pl.String)
    return known.with_columns(party_id=pl.lit(letter) + number)


def _records(source: str, rows: pl.DataFrame, party_id: str) -> pl.DataFrame:
    """Return who the party ids of a source are; a shared number or address is its first user's."""
    known = rows.filter(pl.col(party_id).is_not_null()).select(
        source=pl.lit(source), party_id=party_id, entity="entity"
    )
    return known.unique("party_id", keep="first", maintain_order=True)


def _opportunities(
    history: pl.DataFrame, calendar: Calendar, dates: list[date], on: date
) -> pl.DataFrame:
    place = dates.index(on)
    return crm.opportunity_table(history, calendar, dates[place - 1] if place else None, on)


def _crm(
    accounts: pl.DataFrame,
    contacts: pl.DataFrame,
    leads: pl.DataFrame,
    history: pl.DataFrame,
    calendar: Calendar,
    on: date,
) -> Tables:
    return {
        "accounts": crm.account_table(accounts, calendar, on),
        "contacts": crm.contact_table(contacts, calendar, on),
        "leads": crm.lead_table(leads, calendar, on),
        "opportunity_history": _opportunities(history, calendar, crm.snapshot_dates(calendar), on),
    }


def found_company(count: int, seed: int, until: date) -> Company:
    """Make the company with ``count`` parties; each process has a random stream of its own."""
    calendar = Calendar(until)
    streams = iter(np.random.default_rng([seed, i]) for i in range(100))
    parties = lifecycle.add_behaviour(next(streams), make_parties(next(streams), count, calendar))
    products = catalogue.make_products(next(streams), calendar)
    staff = catalogue.make_staff(next(streams), calendar)
    campaigns = catalogue.make_campaigns(next(streams), calendar)

    bought = lifecycle.purchases(next(streams), parties, calendar)
    sold = orders.make_orders(next(streams), parties, bought, staff, campaigns)
    lines = orders.make_lines(next(streams), sold, products, calendar)
    sold, lines = orders.take_back(next(streams), sold, lines)
    shop = _known(next(streams), parties, {True: 1.0, False: 1.0}, "K", 0.0)
    shop_rows = orders.shop_rows(sold, lines, shop, calendar)
    web_rows = visits.web_rows(next(streams), sold, parties, products, shop, calendar)

    phoned = calls.make_calls(
        next(streams),
        _known(next(streams), parties, {True: 1, False: 1}, "", 0.1),
        parties,
        staff,
        calendar,
    )
    call_rows = calls.call_rows(phoned, calendar)

    helped = _known(next(streams), parties, DESK_SHARE, "D", 0.3)
    requests = desk.make_requests(next(streams), sold, lines, staff)
    complained = complaints.make_complaints(next(streams), requests)
    request_rows = desk.request_rows(requests, helped, calendar)
    complaint_rows = complaints.complaint_rows(complained, helped, shop, calendar)

    accounts = crm.make_accounts(
        next(streams), _known(next(streams), parties, CRM_SHARE, "A", 0.5), calendar
    )
    contacts = crm.make_contacts(next(streams), accounts)
    leads = crm.make_leads(next(streams), accounts, contacts, staff, campaigns, products, calendar)
    history = crm.make_opportunities(next(streams), leads)

    answers = survey.answer_rows(
        next(streams), sold, _known(next(streams), parties, {True: 1, False: 1}, "", 0.0), calendar
    )
    costs = finance.cost_rows(next(streams), campaigns, calendar)
    rates = finance.rate_rows(next(streams), calendar)

    days, work, months = (calendar.deliveries(r) for r in ("daily", "workdays", "monthly"))
    quarters = calendar.deliveries("quarterly")
    web_days = calendar.deliveries("daily", visits.TRACKED_AFTER_MONTHS)
    feeds = [
        Feed("web_shop", "orders", "web_shop/orders-{date}.parquet", "parquet", days, from_rows("orders", shop_rows)),
        Feed("web_shop", "web_events", "web_shop/events-{date}.jsonl", "jsonl", web_days, from_rows("web_events", web_rows), is_sparse=True),
        Feed("call_centre", "calls", "call_centre/calls-{date}.csv.gz", "csv", work, from_rows("calls", call_rows), ";"),
        Feed("crm", "dump", "crm/crm-{date}.sqlite", "sqlite", crm.snapshot_dates(calendar),
             partial(_crm, accounts, contacts, leads, history, calendar)),
        Feed("service_desk", "requests", "service_desk/requests-{date}.jsonl", "jsonl", work, from_rows("requests", request_rows), is_sparse=True),
        Feed("service_desk", "request_events", "service_desk/request-events-{date}.jsonl", "jsonl", work,
             from_rows("request_events", desk.event_rows(requests, helped, calendar)), is_sparse=True),
        Feed("service_desk", "complaints", "service_desk/complaints-{date}.jsonl", "jsonl", months, from_rows("complaints", complaint_rows), is_sparse=True),
        Feed("surveys", "answers", "surveys/answers-{date}.csv", "csv", quarters, from_rows("answers", answers)),
        Feed("marketing", "campaigns", "marketing/campaigns-{date}.csv", "csv", quarters,
             lambda on: {"campaigns": finance.campaign_list(campaigns, calendar, on)}),
        Feed("marketing", "costs", "marketing/kosten-{date}.csv", "csv", months, from_rows("costs", costs), ";", "windows-1252", True),
        Feed("catalogue", "products", "catalogue/products-{date}.csv", "csv", quarters,
             lambda on: {"products": catalogue.product_list(products, calendar, on)}),
        Feed("staff", "staff", "staff/staff-{date}.csv", "csv", quarters,
             lambda on: {"staff": catalogue.staff_list(staff, calendar, on)}, ";"),
        Feed("exchange_rates", "rates", "exchange_rates/rates-{date}.csv", "csv", months, from_rows("rates", rates)),
    ]  # fmt: skip
    records = pl.concat(
        [
            _records("web_shop", shop_rows, "customer_no"),
            _records("call_centre", call_rows, "number"),
            _records("crm", accounts, "party_id"),
            _records("service_desk", request_rows, "requester_id"),
            _records("service_desk", complaint_rows, "requester_id"),
            _records("surveys", answers, "respondent"),
        ]
    ).unique(["source", "party_id"], keep="first", maintain_order=True)
    return Company(feeds, parties, records)
