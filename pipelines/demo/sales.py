"""Leads and opportunities with their stages, as the CRM dumps them.

Belongs here: what sellers do with the CRM's accounts. Does not belong here: orders.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.crm import stamp

LEADS_PER_PARTY = 0.3
SOURCES = ("Messe", "Web", "Empfehlung", "Kaltakquise", "Mailing", "Bestand", "Anzeige")
LOST_CAUSES = ("price", "competitor", "no_budget", "no_need", "timing")
COMPETITORS = ("Kalkwerk", "Rijwiel Oost", "Pedalix", "Urban Gears")
STAGES = ("prospecting", "engaging", "proposal", "negotiation")


def make_leads(
    rng: np.random.Generator,
    accounts: pl.DataFrame,
    contacts: pl.DataFrame,
    staff: pl.DataFrame,
    campaigns: pl.DataFrame,
    products: pl.DataFrame,
    calendar: Calendar,
) -> pl.DataFrame:
    """Make leads with the days of their steps; a day that never comes is null."""
    count = int(accounts.height * LEADS_PER_PARTY * 2)
    weight = np.where(accounts["is_person"].to_numpy(), 0.4, 1.0)
    rows = accounts[rng.choice(accounts.height, size=count, p=weight / weight.sum())]
    day = rows["created_day"].to_numpy() + rng.random(count) * (
        calendar.days - rows["created_day"].to_numpy()
    )
    sellers = staff.filter((pl.col("role") == "seller") & (pl.col("hired_day") < 0))["employee_id"]
    steps = np.cumsum(rng.exponential([[1.5], [9.0], [8.0]], (3, count)) + 0.05, axis=0) + day
    luck = rng.random(count)
    leads = (
        rows.select("entity", "party_id", "currency")
        .with_columns(
            day=pl.Series(day),
            contacted=pl.Series(np.where(luck < 0.92, steps[0], np.nan)),
            qualified=pl.Series(np.where(luck < 0.62, steps[1], np.nan)),
            converted=pl.Series(np.where(luck < 0.45, steps[2], np.nan)),
            given_up=pl.Series(np.where((luck >= 0.5) & (luck < 0.9), steps[2] + 20, np.nan)),
            origin=pl.Series(SOURCES).gather(rng.choice(len(SOURCES), count)),
            cause=pl.Series(["no_need", "no_budget", "no_answer", "not_reachable"]).gather(
                rng.choice(4, count)
            ),
            seller=sellers.gather(rows["entity"].to_numpy() % len(sellers)),
            campaign=campaigns["campaign_id"].gather(rng.integers(0, campaigns.height, count)),
            product=products.filter(pl.col("launch_day") < 0)["product_id"]
            .head(14)
            .gather(rng.integers(0, 14, count)),
            units=pl.Series(rng.geometric(0.12, count)),
            amount=pl.Series(np.round(rng.gamma(1.5, 9000, count), -1)),
        )
        .with_columns(pl.col("contacted", "qualified", "converted", "given_up").fill_nan(None))
    )
    first = contacts.filter(pl.col("nth") == 0).select("party_id", "contact_id")
    return (
        leads.sort("day", "entity")
        .join(first, on="party_id", how="left", maintain_order="left")
        .with_columns(
            lead_id=pl.format("L{}", pl.int_range(pl.len()) + 4001),
            number=pl.int_range(pl.len()),
            campaign=pl.when(pl.col("origin").is_in(["Messe", "Mailing", "Anzeige"])).then(
                "campaign"
            ),
        )
    )


def lead_table(leads: pl.DataFrame, calendar: Calendar, on: date) -> pl.DataFrame:
    """Return the table of leads as it stood at the end of a date."""
    day = (on - calendar.start).days + 0.9
    steps = ("contacted", "qualified", "converted", "given_up")
    table = leads.filter(pl.col("day") <= day).with_columns(
        pl.when(pl.col(c) <= day).then(c).alias(c) for c in steps
    )
    state = pl.lit("neu")
    for column, code in zip(
        steps, ("kontaktiert", "qualifiziert", "umgewandelt", "verworfen"), strict=True
    ):
        state = pl.when(pl.col(column).is_not_null()).then(pl.lit(code)).otherwise(state)
    return table.select(
        lead_id="lead_id",
        account_id="party_id",
        contact_id="contact_id",
        owner="seller",
        source="origin",
        campaign="campaign",
        article="product",
        status=state,
        discard_reason=pl.when(pl.col("given_up").is_not_null()).then("cause"),
        opportunity_id=pl.when(pl.col("converted").is_not_null()).then(
            pl.format("O{}", pl.col("number") + 9001)
        ),
        created=stamp(calendar, pl.col("day")),
        **{c: stamp(calendar, pl.col(c)) for c in steps},
        units=pl.col("units").cast(pl.Int64),
        amount="amount",
        currency="currency",
        modified=stamp(calendar, pl.max_horizontal("day", *steps)),
    )


def make_opportunities(rng: np.random.Generator, leads: pl.DataFrame) -> pl.DataFrame:
    """Make one full row for every stage that an opportunity entered."""
    base = leads.filter(pl.col("converted").is_not_null())
    count = base.height
    reach = rng.choice([1, 2, 3, 4, 4, 4], count)
    won = (reach == 4) & (rng.random(count) < 0.72)
    base = base.with_columns(
        opportunity_id=pl.format("O{}", pl.col("number") + 9001),
        reach=pl.Series(reach),
        won=pl.Series(won),
        reason=pl.Series(LOST_CAUSES).gather(rng.choice(len(LOST_CAUSES), count)),
        rival=pl.Series(COMPETITORS).gather(rng.choice(len(COMPETITORS), count)),
        met=pl.Series(rng.random(count) < 0.35),
        factor=pl.Series(rng.uniform(0.75, 1.1, count)),
    )
    waits = np.cumsum(
        rng.exponential([[1.0], [12.0], [16.0], [14.0], [12.0]], (5, count)) + 0.05, axis=0
    )
    parts = []
    for rank, stage in enumerate((*STAGES, "end")):
        rows = base.with_columns(
            day=pl.col("converted") + pl.Series(waits[rank]),
            engaged=pl.col("converted") + pl.Series(waits[1]),
            rank=pl.lit(rank),
            stage=pl.lit(stage),
        )
        parts.append(rows.filter((pl.col("rank") < pl.col("reach")) | (pl.col("stage") == "end")))
    ended = pl.when("won").then(pl.lit("won")).otherwise(pl.lit("lost"))
    return (
        pl.concat(parts)
        .with_columns(stage=pl.when(pl.col("stage") == "end").then(ended).otherwise("stage"))
        .sort("day", "number", "rank")
    )


def _date(calendar: Calendar, day: pl.Expr) -> pl.Expr:
    whole = pl.duration(days=day.floor().cast(pl.Int64))
    return (pl.lit(calendar.start) + whole).cast(pl.String)


def opportunity_table(
    history: pl.DataFrame, calendar: Calendar, after: date | None, on: date
) -> pl.DataFrame:
    """Return the changes of opportunities after one date, up to the end of another."""
    day = (on - calendar.start).days + 0.9
    before = (after - calendar.start).days + 0.9 if after else -1.0
    shares = {
        "prospecting": 10,
        "engaging": 25,
        "proposal": 50,
        "negotiation": 75,
        "won": 100,
        "lost": 0,
    }
    closed = pl.col("stage").is_in(["won", "lost"])
    return history.filter((pl.col("day") > before) & (pl.col("day") <= day)).select(
        opportunity_id="opportunity_id",
        account_id="party_id",
        contact_id="contact_id",
        lead_id="lead_id",
        owner="seller",
        campaign="campaign",
        article="product",
        stage="stage",
        lost_reason=pl.when(pl.col("stage") == "lost").then("reason"),
        competitor=pl.when("met").then("rival"),
        probability_percent=pl.col("stage").replace_strict(shares, return_dtype=pl.Int64),
        expected="amount",
        won=pl.when(pl.col("stage") == "won").then((pl.col("amount") * pl.col("factor")).round(2)),
        currency="currency",
        created=stamp(calendar, pl.col("converted")),
        engaged=pl.when(pl.col("rank") >= 1).then(_date(calendar, pl.col("engaged"))),
        expected_close=_date(calendar, pl.col("converted") + 60),
        closed=pl.when(closed).then(_date(calendar, pl.col("day"))),
        changed=stamp(calendar, pl.col("day")),
    )
