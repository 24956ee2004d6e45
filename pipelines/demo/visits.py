"""Visits to the web site, as the web shop's tracking writes them.

Belongs here: sessions and their events. Does not belong here: the orders that they end in.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.lifecycle import hours

TRACKED_AFTER_MONTHS = 15
STEPS = ("VIEW", "PRODUCT", "CART", "CHECKOUT", "BUY")
BROWSING_PER_PARTY = 1.6
SIGNED_IN_SHARE = 0.3


def _sessions(
    rng: np.random.Generator,
    orders: pl.DataFrame,
    parties: pl.DataFrame,
    calendar: Calendar,
    begin: int,
) -> pl.DataFrame:
    """Return sessions: some end in an order, most only look."""
    buying = orders.filter(
        (pl.col("channel") == "WEB") & pl.col("origin").is_null() & (pl.col("day") >= begin + 1)
    ).select("entity", "order_no", "day", campaign="campaign_id", depth=pl.lit(5))
    count = int(parties.height * BROWSING_PER_PARTY)
    entity = rng.integers(1, parties.height + 1, count)
    looking = pl.DataFrame(
        {
            "entity": np.where(rng.random(count) < SIGNED_IN_SHARE, entity, -1),
            "day": np.floor(rng.uniform(begin, calendar.days, count)) + hours(rng, count, 6, 21),
            "depth": rng.choice([1, 2, 2, 3, 4], count),
        }
    ).select(
        pl.when(pl.col("entity") > 0).then("entity").alias("entity"),
        order_no=pl.lit(None, pl.String), day="day", campaign=pl.lit(None, pl.String),
        depth=pl.col("depth").cast(pl.Int32),
    )  # fmt: skip
    sessions = pl.concat([buying.cast({"entity": pl.Int64}), looking.cast({"entity": pl.Int64})])
    return sessions.sort("day", "order_no", "entity").with_columns(
        session=pl.format("s{}", (pl.int_range(pl.len()) * 2_654_435 + 1_000_003) % 1_000_000_007)
    )


def web_rows(
    rng: np.random.Generator,
    orders: pl.DataFrame,
    parties: pl.DataFrame,
    products: pl.DataFrame,
    customers: pl.DataFrame,
    calendar: Calendar,
) -> pl.DataFrame:
    """Return the web events of all deliveries."""
    begin = (calendar.month_ends[TRACKED_AFTER_MONTHS - 1] - calendar.start).days + 1
    sessions = _sessions(rng, orders, parties, calendar, begin).join(
        customers.select("entity", "party_id"), on="entity", how="left", maintain_order="left"
    )
    repeat = np.repeat(np.arange(sessions.height), sessions["depth"].to_numpy())
    events = sessions[repeat].with_columns(step=pl.int_range(pl.len()).over("session"))
    count = events.height
    # The order is placed at the session's last event; earlier ones lie some minutes before it.
    before = (events["depth"] - 1 - events["step"]).to_numpy() * rng.uniform(40, 90, count) / 86_400
    at = calendar.moment(events["day"].to_numpy() - before)
    item = pl.Series(rng.integers(0, products.height, count))
    kind = pl.lit(pl.Series(STEPS)).gather(pl.col("step"))
    events = events.with_columns(
        at=at,
        kind=pl.when((pl.col("step") == 0) & (pl.col("depth") == 2))
        .then(pl.lit("SEARCH"))
        .otherwise(kind),
        sku=pl.lit(products["product_id"].gather(item)),
    )
    dates = calendar.deliveries("daily", TRACKED_AFTER_MONTHS)
    shows = pl.col("kind").is_in(["PRODUCT", "CART"])
    return (
        events.with_columns(_delivered=calendar.first_delivery(dates, pl.col("at")))
        .filter(pl.col("_delivered").is_not_null())
        .sort("_delivered", "at", "session", "step")
        .select(
            "_delivered",
            event_id=pl.format("{}-{}", "session", pl.col("step") + 1),
            session="session",
            ts=pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            event="kind",
            path=pl.when(shows)
            .then(pl.format("/rad/{}", pl.col("sku").str.to_lowercase()))
            .otherwise(pl.format("/{}", pl.col("kind").str.to_lowercase())),
            sku=pl.when(shows).then("sku"),
            customer_no=pl.when((pl.col("step") > 0) | pl.col("order_no").is_null()).then(
                "party_id"
            ),
            order_no=pl.when(pl.col("kind") == "BUY").then("order_no"),
            campaign="campaign",
            user_agent=pl.lit("Mozilla/5.0"),
        )
    )
