"""When parties buy: customers that grow, stay, decline, end, come back, buy once or never.

Belongs here: purchase times. Does not belong here: what is bought (``orders``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import MONTHS, Calendar

BEHAVIOURS = ("one_time", "stable", "growing", "declining", "ended", "reactivated", "prospect")
CONSUMER_SHARES = (0.34, 0.14, 0.09, 0.12, 0.12, 0.05, 0.14)
BUSINESS_SHARES = (0.08, 0.28, 0.14, 0.14, 0.14, 0.07, 0.15)
SEASON = np.array([0.6, 0.6, 0.9, 1.3, 1.5, 1.4, 1.2, 1.1, 1.0, 0.8, 0.8, 1.1])
MONTHLY_ORDERS = {
    "consumer": 0.09, "industrial": 0.55, "intermediary": 0.6, "public_benefit": 0.25,
    "supplier": 0.0, "internal": 0.15,
}  # fmt: skip


def add_behaviour(rng: np.random.Generator, parties: pl.DataFrame) -> pl.DataFrame:
    """Give every party its buying behaviour and usual number of orders a month."""
    count = parties.height
    consumers = rng.choice(len(BEHAVIOURS), size=count, p=CONSUMER_SHARES)
    businesses = rng.choice(len(BEHAVIOURS), size=count, p=BUSINESS_SHARES)
    drawn = np.where(parties["is_person"].to_numpy(), consumers, businesses)
    behaviour = pl.Series(BEHAVIOURS).gather(drawn)
    base = parties["kind"].replace_strict(MONTHLY_ORDERS, return_dtype=pl.Float64)
    return parties.with_columns(
        behaviour=pl.when(pl.col("kind") == "supplier")
        .then(pl.lit("prospect"))
        .otherwise(pl.lit(behaviour)),
        monthly_orders=base * pl.Series(rng.gamma(2.0, 0.5, count)),
        first_phase=pl.Series(rng.uniform(4, 16, count)),
        pause=pl.Series(rng.uniform(7, 14, count)),
    )


def intensity(parties: pl.DataFrame, calendar: Calendar) -> np.ndarray:
    """Return the expected orders of each party (rows) in each month (columns)."""
    age = np.arange(MONTHS)[None, :] - parties["since"].to_numpy()[:, None] / 30.44
    phase = parties["first_phase"].to_numpy()[:, None]
    pause = parties["pause"].to_numpy()[:, None]
    shapes = {
        "one_time": np.zeros_like(age),
        "prospect": np.zeros_like(age),
        "stable": np.ones_like(age),
        "growing": np.clip(0.4 + age / 12, 0, 2.5),
        "declining": 1.7 * np.exp(-np.clip(age, 0, None) / 9),
        "ended": np.where(age < phase, 1.2, 0.0),
        "reactivated": np.where((age < phase) | (age > phase + pause), 1.2, 0.0),
    }
    behaviour = parties["behaviour"].to_numpy()
    shape = np.select([(behaviour == b)[:, None] for b in shapes], list(shapes.values()))
    months = np.array([end.month - 1 for end in calendar.month_ends])
    rate: np.ndarray = parties["monthly_orders"].to_numpy()[:, None] * shape * SEASON[months]
    return np.where(age > 0, rate, 0.0)


def hours(rng: np.random.Generator, count: int, first: float, last: float) -> np.ndarray:
    """Draw times of day as fractions of a day, most about midday."""
    drawn: np.ndarray = (first + (last - first) * rng.beta(2.0, 2.0, count)) / 24
    return drawn


def purchases(rng: np.random.Generator, parties: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return all purchases in order of time: ``row`` of the party, ``day`` since the start."""
    counts = rng.poisson(intensity(parties, calendar))
    row, month = np.nonzero(counts)
    times = counts[row, month]
    row, month = np.repeat(row, times), np.repeat(month, times)
    ends = np.array([(end - calendar.start).days + 1 for end in calendar.month_ends])
    starts = np.concatenate([[0], ends[:-1]])
    day = np.floor(starts[month] + rng.random(len(row)) * (ends - starts)[month])
    buyers = np.flatnonzero((parties["behaviour"] != "prospect").to_numpy())
    first = np.floor(parties["since"].to_numpy()[buyers])
    row, day = np.concatenate([buyers, row]), np.concatenate([first, day])
    day = day + hours(rng, len(day), 6, 21)
    bought = pl.DataFrame({"row": row, "day": day})
    bought = bought.filter(pl.col("day") >= pl.lit(parties["since"]).gather(pl.col("row")).floor())
    return bought.sort("day", "row")
