"""Orders as the web shop's system exports them: a row a state, lines nested, the customer's fields.

Belongs here: states and the shape of the export. Does not belong here: the orders (``orders``).
"""

from __future__ import annotations

import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.feed import latest
from pipelines.demo.orders import CANCELLED_SHARE, RETURNED_SHARE
from pipelines.demo.spelling import as_known

MONEY = pl.Decimal(12, 2)
PERSONAL = {
    "customer_name": "name",
    "customer_email": "email",
    "customer_phone": "mobile",
    "customer_landline": "fixed",
    "street": "street",
    "zip": "postal_code",
    "city": "city",
    "language": "language",
    "vat_no": "register_number",
    "customer_updated": "profile_at",
}


def order_versions(orders: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return the states that each order went through: ``state`` code and ``changed_day``."""
    cancelled = (pl.col("fate") < CANCELLED_SHARE) & pl.col("origin").is_null()
    returned = (
        pl.col("fate").is_between(CANCELLED_SHARE, CANCELLED_SHARE + RETURNED_SHARE)
        & pl.col("origin").is_null()
    )
    instant = pl.col("channel").is_in(["LADEN", "HAENDLER"]) | pl.col("origin").is_not_null()
    sent = pl.col("day") + pl.col("sent_after")
    arrived = sent + pl.col("arrived_after")
    steps = (
        (
            pl.lit(True),
            pl.when(pl.col("origin").is_not_null() | instant)
            .then(pl.lit("OK"))
            .otherwise(pl.lit("NEU")),
            pl.col("day"),
        ),
        (
            ~instant & ~cancelled,
            pl.lit("BEZ"),
            pl.col("day") + pl.min_horizontal("paid_after", "sent_after"),
        ),
        (cancelled & ~instant, pl.lit("STORNO"), pl.col("day") + pl.col("sent_after") / 2),
        (~instant & ~cancelled, pl.lit("VERS"), sent),
        (~instant & ~cancelled, pl.lit("GELI"), arrived),
        (returned, pl.lit("RETOUR"), arrived + pl.col("back_after")),
    )
    states = pl.concat(
        orders.filter(applies).select("order", state=state, changed_day=day)
        for applies, state, day in steps
    )
    return states.with_columns(changed_at=calendar.moment(states["changed_day"].to_numpy()))


def _nested(lines: pl.DataFrame) -> pl.DataFrame:
    fields = pl.struct(
        line_no=pl.col("line_no").cast(pl.Int32),
        sku="sku",
        text="text",
        qty=pl.col("quantity").cast(pl.Int32),
        net_price=pl.col("price").cast(MONEY),
        discount=pl.col("discount").cast(MONEY),
        tax=pl.col("tax").cast(MONEY),
    )
    return lines.select("order", lines=fields).group_by("order", maintain_order=True).agg("lines")


def shop_rows(
    orders: pl.DataFrame, lines: pl.DataFrame, customers: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Return the order rows of all deliveries with the lines as a nested list."""
    versions = order_versions(orders, calendar)
    dates = calendar.deliveries("daily")
    placed = latest(
        versions, "order", "changed_at", calendar.first_delivery(dates, pl.col("changed_at"))
    )
    rows = (
        placed.join(orders, on="order", how="left", maintain_order="left")
        .join(customers, on="entity", how="left", maintain_order="left")
        .join(_nested(lines), on="order", how="left", maintain_order="left")
    )
    rows = rows.with_columns(
        *as_known(pl.col("changed_day")), ordered_at=calendar.moment(rows["day"].to_numpy())
    )
    changed = pl.max_horizontal(
        pl.col("since").floor(),
        *(
            pl.when(pl.col(c) <= pl.col("changed_day")).then(c)
            for c in ("moved_day", "mail_day", "mobile_day")
        ),
    )
    profile_day = rows.select(changed.fill_null(0.0)).to_series()
    return _exported(rows.with_columns(profile_at=calendar.moment(profile_day.to_numpy())))


def _exported(rows: pl.DataFrame) -> pl.DataFrame:
    """Name the columns as the shop does; who paid cash in a shop stays unknown."""
    known = ~pl.col("anonymous")
    # Dealers' terminals send the customer's number alone: who that is comes with another order.
    named = known & (pl.col("channel") != "HAENDLER")
    return rows.select(
        "_delivered",
        "entity",
        "order_no",
        "ordered_at",
        "changed_at",
        status="state",
        channel="channel",
        payment="payment",
        is_credit_note=pl.col("origin").is_not_null(),
        campaign="campaign_id",
        seller="employee_id",
        currency="currency",
        shipping=pl.when(pl.col("free_shipping") | pl.col("origin").is_not_null())
        .then(0.0)
        .otherwise(29.9)
        .cast(MONEY),
        customer_no=pl.when(known).then("party_id"),
        customer_type=pl.when(named & pl.col("is_person"))
        .then(pl.lit("P"))
        .when(named)
        .then(pl.lit("F")),
        birth_date=pl.when(named & (pl.col("entity") % 4 == 0)).then("birth"),
        **{name: pl.when(named).then(column) for name, column in PERSONAL.items()},
        country="country",
        lines="lines",
        shop_version=pl.lit("7.4"),
    )
