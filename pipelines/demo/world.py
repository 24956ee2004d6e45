"""The demonstration company put together: its parties, what they do, and what systems know of it.

Belongs here: which process builds on which. Does not belong here: any of the content, and how it
is delivered (``systems``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    sales,
    shop,
    surveys,
    visits,
)
from pipelines.demo.calendar import Calendar
from pipelines.demo.parties import make_parties
from pipelines.demo.spelling import sight

EVERYBODY = {True: 1.0, False: 1.0}  # shares of the persons and of the organisations
CRM_SHARES = {True: 0.16, False: 0.96}
DESK_SHARES = {True: 0.8, False: 0.9}


@dataclass(frozen=True)
class World:
    """What is delivered: ``rows`` of streams and ``lists`` by feed, and the tables of the CRM.

    ``records`` tells which true party each source record is.
    """

    calendar: Calendar
    parties: pl.DataFrame
    rows: dict[str, pl.DataFrame]
    lists: dict[str, pl.DataFrame]
    accounts: pl.DataFrame
    contacts: pl.DataFrame
    leads: pl.DataFrame
    stages: pl.DataFrame
    records: pl.DataFrame


def _known(
    rng: np.random.Generator,
    parties: pl.DataFrame,
    shares: dict[bool, float],
    letter: str,
    native_share: float,
) -> pl.DataFrame:
    """Return the parties that a system knows, under its own ids."""
    share = pl.when("is_person").then(shares[True]).otherwise(shares[False])
    known = sight(rng, parties, share, native_share)
    number = pl.lit(pl.Series(rng.permutation(known.height) + 100_001)).cast(pl.String)
    return known.with_columns(party_id=pl.lit(letter) + number)


def _records(source: str, rows: pl.DataFrame, party_id: str) -> pl.DataFrame:
    """Return who the party ids of a source are; a shared number or address is its first user's."""
    known = rows.filter(pl.col(party_id).is_not_null()).select(
        source=pl.lit(source), party_id=party_id, entity="entity"
    )
    return known.unique("party_id", keep="first", maintain_order=True)


def _streams(seed: int) -> Iterator[np.random.Generator]:
    """Yield a random stream for each process: one that draws more changes no other."""
    number = 0
    while True:
        yield np.random.default_rng([seed, number])
        number += 1


def make_world(count: int, seed: int, until: date) -> World:
    """Make the company with ``count`` parties."""
    calendar, streams = Calendar(until), _streams(seed)
    parties = make_parties(next(streams), count, calendar)
    parties = lifecycle.add_behaviour(next(streams), parties)
    products = catalogue.make_products(next(streams), calendar)
    staff = catalogue.make_staff(next(streams), calendar)
    campaigns = catalogue.make_campaigns(next(streams), calendar)

    bought = lifecycle.purchases(next(streams), parties, calendar)
    sold = orders.make_orders(next(streams), parties, bought, staff, campaigns)
    lines = orders.make_lines(next(streams), sold, products, calendar)
    sold, lines = orders.take_back(next(streams), sold, lines)
    customers = _known(next(streams), parties, EVERYBODY, "K", 0.0)
    helped = _known(next(streams), parties, DESK_SHARES, "D", 0.3)
    listed = _known(next(streams), parties, EVERYBODY, "", 0.1)
    asked = _known(next(streams), parties, EVERYBODY, "", 0.0)

    phoned = calls.make_calls(next(streams), listed, parties, staff, calendar)
    requests = desk.make_requests(next(streams), sold, lines, staff)
    complained = complaints.make_complaints(next(streams), requests)
    known = _known(next(streams), parties, CRM_SHARES, "A", 0.5)
    accounts = crm.make_accounts(next(streams), known, calendar)
    contacts = crm.make_contacts(next(streams), accounts)
    leads = sales.make_leads(
        next(streams), accounts, contacts, staff, campaigns, products, calendar
    )
    rows = {
        "orders": shop.shop_rows(sold, lines, customers, calendar),
        "web_events": visits.web_rows(next(streams), sold, parties, products, customers, calendar),
        "calls": calls.call_rows(phoned, calendar),
        "requests": desk.request_rows(requests, helped, calendar),
        "request_events": desk.event_rows(requests, helped, calendar),
        "complaints": complaints.complaint_rows(complained, helped, customers, calendar),
        "answers": surveys.answer_rows(next(streams), sold, asked, calendar),
        "costs": finance.cost_rows(next(streams), campaigns, calendar),
        "rates": finance.rate_rows(next(streams), calendar),
    }
    records = [
        _records("web_shop", rows["orders"], "customer_no"),
        _records("call_centre", rows["calls"], "number"),
        _records("crm", accounts, "party_id"),
        _records("service_desk", rows["requests"], "requester_id"),
        _records("service_desk", rows["complaints"], "requester_id"),
        _records("surveys", rows["answers"], "respondent"),
    ]
    return World(
        calendar=calendar,
        parties=parties,
        rows=rows,
        lists={"products": products, "staff": staff, "campaigns": campaigns},
        accounts=accounts,
        contacts=contacts,
        leads=leads,
        stages=sales.make_opportunities(next(streams), leads),
        records=pl.concat(records).unique(
            ["source", "party_id"], keep="first", maintain_order=True
        ),
    )
