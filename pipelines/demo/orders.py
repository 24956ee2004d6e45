"""Orders with their lines: what is bought, by which channel, at which price, what is taken back.

Belongs here: orders as they are. Does not belong here: when parties buy (``lifecycle``), how the
shop exports them (``shop``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.catalogue import price_factor
from pipelines.demo.spelling import chance

CANCELLED_SHARE = 0.03
RETURNED_SHARE = 0.015
TAKEN_BACK_SHARE = 0.05
ANONYMOUS_SHARE = 0.03
CHANNELS = {True: (("WEB", "LADEN", "TEL"), (0.62, 0.30, 0.08)),
            False: (("AD", "WEB", "HAENDLER", "TEL"), (0.42, 0.30, 0.20, 0.08))}  # fmt: skip
PAYMENTS = {True: (("KK", "PP", "UEB", "BAR", "LEAS"), (0.35, 0.3, 0.2, 0.05, 0.1)),
            False: (("RE", "UEB", "LEAS"), (0.7, 0.15, 0.15))}  # fmt: skip


def _by_person(
    rng: np.random.Generator,
    is_person: pl.Series,
    pools: dict[bool, tuple[tuple[str, ...], tuple[float, ...]]],
) -> pl.Series:
    count = len(is_person)
    drawn = [
        pl.Series(pools[person][0]).gather(
            rng.choice(len(pools[person][0]), size=count, p=pools[person][1])
        )
        for person in (True, False)
    ]
    return drawn[0].zip_with(is_person, drawn[1])


def make_orders(
    rng: np.random.Generator,
    parties: pl.DataFrame,
    bought: pl.DataFrame,
    staff: pl.DataFrame,
    campaigns: pl.DataFrame,
) -> pl.DataFrame:
    """Make one row an order: whose, when, by which channel, and what becomes of it."""
    count = bought.height
    orders = bought.with_columns(
        *(
            pl.lit(parties[c]).gather(pl.col("row")).alias(c)
            for c in (
                "entity",
                "kind",
                "is_person",
                "country",
                "currency",
                "price_level",
                "tax_rate",
            )
        ),
        order=pl.int_range(pl.len()),
        order_no=pl.format("B{}", pl.int_range(pl.len()) + 240_001),
    )
    sellers = staff.filter((pl.col("role") == "seller") & (pl.col("hired_day") < 0))["employee_id"]
    seller = sellers.gather(orders["entity"].to_numpy() % len(sellers))
    campaign = campaigns["campaign_id"].gather(rng.integers(0, campaigns.height, count))
    chosen = campaigns.select("campaign_id", "first_day", "last_day")
    return (
        orders.with_columns(
            channel=_by_person(rng, orders["is_person"], CHANNELS),
            payment=_by_person(rng, orders["is_person"], PAYMENTS),
            campaign_id=pl.lit(campaign),
            anonymous=chance(rng, count, ANONYMOUS_SHARE * 3),
            fate=pl.lit(pl.Series(rng.random(count))),
            paid_after=pl.lit(pl.Series(rng.exponential(0.4, count))),
            sent_after=pl.lit(pl.Series(rng.uniform(0.8, 4.0, count))),
            arrived_after=pl.lit(pl.Series(rng.uniform(1.0, 4.0, count))),
            back_after=pl.lit(pl.Series(rng.uniform(6.0, 13.0, count))),
            free_shipping=chance(rng, count, 0.55),
        )
        .join(chosen, on="campaign_id", how="left", maintain_order="left")
        .with_columns(
            anonymous=pl.col("anonymous") & (pl.col("channel") == "LADEN"),
            campaign_id=pl.when(
                pl.col("day").is_between("first_day", "last_day") & (pl.col("order") % 3 == 0)
            ).then("campaign_id"),
            employee_id=pl.when(pl.col("channel").is_in(["AD", "LADEN", "TEL"])).then(
                pl.lit(seller)
            ),
        )
        .drop("first_day", "last_day")
    )


def make_lines(
    rng: np.random.Generator, orders: pl.DataFrame, products: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Make the lines of all orders: one row a line, in order of the orders."""
    person = orders["is_person"].to_numpy()
    sizes = 1 + rng.poisson(np.where(person, 0.7, 1.2))
    order = np.repeat(np.arange(orders.height), sizes)
    count = len(order)
    first = np.concatenate([[True], order[1:] != order[:-1]])
    day = orders["day"].to_numpy()[order]
    bikes = np.flatnonzero((products["category"] == "E-Bike").to_numpy())
    others = np.flatnonzero((products["category"] != "E-Bike").to_numpy())
    is_bike = first & (rng.random(count) < 0.45)
    item = np.where(is_bike, rng.choice(bikes, count), rng.choice(others, count))
    on_sale = (products["launch_day"].to_numpy()[item] <= day) & (
        products["withdrawn_day"].to_numpy()[item] > day
    )
    always = np.flatnonzero(
        ((products["launch_day"] < 0) & (products["withdrawn_day"] > calendar.days)).to_numpy()
    )
    item = np.where(on_sale, item, always[item % len(always)])
    price = products["price"].to_numpy()[item] * price_factor(calendar, day)
    price = np.round(price * orders["price_level"].to_numpy()[order], 2)
    bulk = 1 + rng.geometric(0.35, count)
    quantity = np.where(
        person[order], 1 + (rng.random(count) < 0.08), np.where(is_bike, bulk, bulk * 2)
    )
    discount = np.where(
        person[order],
        np.where(rng.random(count) < 0.12, 0.05, 0.0),
        np.where(quantity > 3, 0.12, 0.04),
    )
    discount = np.round(discount * price * quantity, 2)
    tax = np.round((price * quantity - discount) * orders["tax_rate"].to_numpy()[order], 2)
    lines = pl.DataFrame(
        {
            "order": order,
            "item": item,
            "quantity": quantity,
            "price": price,
            "discount": discount,
            "tax": tax,
        }
    )
    return lines.with_columns(
        line_no=pl.int_range(pl.len()).over("order") + 1,
        sku=products["product_id"].gather(lines["item"]),
        text=products["name"].gather(lines["item"]),
    )


def take_back(
    rng: np.random.Generator, orders: pl.DataFrame, lines: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add documents that take back the first line of some delivered orders: negative quantities."""
    share = pl.lit(pl.Series(rng.random(orders.height))) < TAKEN_BACK_SHARE
    taken = orders.filter(share & (pl.col("fate") > CANCELLED_SHARE + RETURNED_SHARE))
    documents = taken.with_columns(
        origin=pl.col("order"),
        order=pl.int_range(pl.len()) + orders.height,
        order_no=pl.col("order_no").str.replace("B", "R"),
        day=pl.col("day") + pl.col("sent_after") + pl.col("arrived_after") + pl.col("back_after"),
    )
    back = (
        lines.filter(pl.col("line_no") == 1)
        .join(
            documents.select(order="origin", document="order"), on="order", maintain_order="right"
        )
        .select(
            pl.col("document").alias("order"),
            *(c for c in lines.columns if c not in ("order", "quantity", "discount", "tax")),
            quantity=-pl.col("quantity"),
            discount=pl.lit(0.0),
            tax=-pl.col("tax"),
        )
        .select(lines.columns)
    )
    orders = orders.with_columns(origin=pl.lit(None, pl.Int64))
    return (
        pl.concat([orders, documents.select(orders.columns)]),
        pl.concat([lines, back]),
    )
