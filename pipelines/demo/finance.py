"""Campaign costs as accounting books them, campaigns as marketing keeps them, exchange rates.

Belongs here: money that is not a customer's. Does not belong here: prices (``catalogue``).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.calls import comma

COST_KINDS = ("Anzeigen", "Drucksachen", "Personal", "Miete Stände", "Agenturhonorar", "Übriges")
RATES = {"CHF": (0.97, 0.0025), "GBP": (0.86, 0.003), "USD": (1.09, 0.004)}
BOOKINGS_PER_CAMPAIGN = 14


def campaign_list(campaigns: pl.DataFrame, calendar: Calendar, on: date) -> pl.DataFrame:
    """Return the campaigns that marketing had planned by a date."""
    day = (on - calendar.start).days
    return (
        campaigns.filter(pl.col("first_day") - 30 <= day)
        .select(
            campaign_no="campaign_id",
            title="name",
            medium="channel",
            goal=pl.when(pl.col("channel") == "letter")
            .then(pl.lit("Bindung"))
            .otherwise(pl.lit("Neue Kunden")),
            first_day=pl.col("first").cast(pl.String),
            last_day=pl.col("last").cast(pl.String),
            budget=pl.when(pl.col("first_day") <= day)
            .then("budget")
            .otherwise(pl.col("budget") * 0.8),
            currency=pl.lit("EUR"),
        )
        .with_columns(pl.col("budget").round(2).cast(pl.Decimal(12, 2)).cast(pl.String))
    )


def cost_rows(
    rng: np.random.Generator, campaigns: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Return the costs of all deliveries: bookings while a campaign runs, a few taken back."""
    repeat = np.repeat(np.arange(campaigns.height), BOOKINGS_PER_CAMPAIGN)
    rows = campaigns[repeat]
    count = rows.height
    first, last = rows["first_day"].to_numpy(), rows["last_day"].to_numpy()
    day = np.floor(first + rng.random(count) * np.minimum(last - first + 10, calendar.days - first))
    amount = np.round(
        rows["budget"].to_numpy() / BOOKINGS_PER_CAMPAIGN * rng.gamma(4.0, 0.25, count), 2
    )
    amount = np.where(rng.random(count) < 0.03, -amount, amount)
    booked = pl.lit(calendar.start) + pl.duration(days=pl.col("day"))
    dates = calendar.deliveries("quarterly")
    currency = np.where(rng.random(count) < 0.1, "CHF", "EUR")
    return (
        pl.DataFrame(
            {
                "day": day.astype(np.int64),
                "amount": amount,
                "campaign": rows["campaign_id"],
                "currency": currency,
            }
        )
        .with_columns(
            booked=booked, kind=pl.Series(COST_KINDS).gather(rng.choice(len(COST_KINDS), count))
        )
        .sort("day", "campaign", "amount")
        .with_columns(
            _delivered=calendar.first_delivery(
                dates, pl.col("booked").cast(pl.Datetime("us")) + pl.duration(hours=6)
            )
        )
        .filter(pl.col("_delivered").is_not_null())
        .select(
            "_delivered",
            beleg=pl.format("BL{}", pl.int_range(pl.len()) + 80_001),
            kampagne="campaign",
            kostenart="kind",
            buchungstag=pl.col("booked").dt.strftime("%d.%m.%Y"),
            betrag=comma(pl.col("amount")),
            waehrung="currency",
            buchungstext=pl.lit("Kosten für ") + pl.col("kind"),
        )
    )


def rate_rows(rng: np.random.Generator, calendar: Calendar) -> pl.DataFrame:
    """Return daily reference rates (units for one euro), a random walk; none at week-ends."""
    days = np.arange(calendar.days)
    week = (days + calendar.start.weekday()) % 7 < 5
    parts = []
    for currency, (start, step) in RATES.items():
        walk = start * np.exp(np.cumsum(rng.normal(0, step, calendar.days)))
        rates = pl.DataFrame({"day": days[week], "rate": np.round(walk[week], 4)})
        parts.append(rates.with_columns(currency=pl.lit(currency)))
    dates = pl.Series(calendar.deliveries("monthly"), dtype=pl.Date)
    rows = pl.concat(parts).with_columns(
        on=pl.lit(calendar.start) + pl.duration(days=pl.col("day"))
    )
    # The pound's rates come from another desk and lie in the next month's delivery.
    late = pl.when(pl.col("currency") == "GBP").then(1).otherwise(0)
    place = pl.lit(dates).search_sorted(pl.col("on"), side="left") + late
    last = len(dates) - 1
    return (
        rows.with_columns(_delivered=pl.lit(dates).gather(pl.min_horizontal(place, pl.lit(last))))
        .sort("_delivered", "on", "currency")
        .select(
            "_delivered",
            date=pl.col("on").cast(pl.String),
            base=pl.lit("EUR"),
            currency="currency",
            rate=pl.col("rate").cast(pl.Decimal(12, 4)).cast(pl.String),
        )
    )
