"""Complaints with the five steps of their handling, as the service desk exports them.

Belongs here: complaints. Does not belong here: the requests that some of them grew from (``desk``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.desk import COMPLAINT_SHARE, offset_time
from pipelines.demo.feed import latest

REGISTERED_AFTER_MONTHS = 12  # the register's first delivery holds what was noted before
GROUNDS = {"product": "value", "request": "system", "staff": "people"}
REMEDIES = ("explanation", "apology", "repair", "replacement", "refund", "price_reduction")
COMPENSATED = ("refund", "price_reduction", "apology")
TEXTS = {
    "product": "Das Rad hält nicht, was versprochen wurde.",
    "request": "Niemand antwortet auf meine Anfrage; seit Wochen!",
    "staff": 'Unfreundlich: "Da kann man nichts machen", hieß es.',
}


def make_complaints(rng: np.random.Generator, requests: pl.DataFrame) -> pl.DataFrame:
    """Make complaints that grow from some requests; a fifth name the shop's customer number."""
    base = requests.filter(pl.lit(pl.Series(rng.random(requests.height))) < COMPLAINT_SHARE)
    count = base.height
    target = pl.Series(["product", "request", "staff"]).gather(
        rng.choice(3, count, p=[0.5, 0.35, 0.15])
    )
    remedy = pl.Series(REMEDIES).gather(
        rng.choice(len(REMEDIES), count, p=[0.2, 0.2, 0.2, 0.1, 0.18, 0.12])
    )
    return (
        base.select("entity", "ticket", "order_no", "sku", "currency", "technician", "cause", "day")
        .with_columns(
            day=base["day"] + base["resolved"] * 0.7 + rng.uniform(0.2, 6, count),
            target=target,
            ground=target.replace_strict(GROUNDS),
            text=target.replace_strict(TEXTS),
            remedy=remedy,
            justified=pl.Series(rng.random(count) < 0.72),
            disputed=pl.Series(rng.random(count) < 0.08),
            by_shop_number=pl.Series(rng.random(count) < 0.2),
            record_after=pl.Series(rng.exponential(0.3, count) + 0.01),
            judge_after=pl.Series(rng.exponential(2.5, count) + 0.2),
            remedy_after=pl.Series(rng.exponential(3.5, count) + 0.3),
            follow_after=pl.Series(rng.uniform(5, 20, count)),
            amount=pl.Series(np.round(rng.gamma(2.0, 35, count), 2)),
        )
        .sort("day", "ticket")
        .with_columns(complaint=pl.format("BE{}", pl.int_range(pl.len()) + 7001))
    )


def complaint_rows(
    complaints: pl.DataFrame, desk: pl.DataFrame, shop: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Return the complaints of all deliveries: a new version at each step."""
    offsets = {"record": pl.col("record_after")}
    offsets["judge"] = offsets["record"] + pl.col("judge_after")
    offsets["remedy"] = offsets["judge"] + pl.col("remedy_after")
    offsets["follow"] = offsets["remedy"] + pl.col("follow_after")
    settled = pl.when("justified").then(pl.lit("GELOEST")).otherwise(pl.lit("ABGELEHNT"))
    states = (
        ("record", pl.lit("NEU"), pl.lit(True)), ("judge", pl.lit("PRUEF"), pl.lit(True)),
        ("remedy", settled, pl.lit(True)), ("follow", pl.lit("ZU"), pl.col("justified")),
    )  # fmt: skip
    versions = pl.concat(
        complaints.filter(applies).select(
            "complaint", state=state, rank=pl.lit(rank), changed_day=pl.col("day") + offsets[step]
        )
        for rank, (step, state, applies) in enumerate(states)
    )
    versions = versions.with_columns(changed_at=calendar.moment(versions["changed_day"].to_numpy()))
    dates = calendar.deliveries("monthly", REGISTERED_AFTER_MONTHS)
    placed = latest(
        versions, "complaint", "changed_at", calendar.first_delivery(dates, pl.col("changed_at"))
    )
    rows = placed.join(complaints, on="complaint", how="left", maintain_order="left")
    rows = rows.join(
        desk.select("entity", desk_id="party_id"), on="entity", how="left", maintain_order="left"
    )
    rows = rows.join(
        shop.select("entity", shop_id="party_id"), on="entity", how="left", maintain_order="left"
    )
    day = rows["day"].to_numpy()
    times = {
        f"{step}_at": calendar.moment(day + rows.select(offset).to_series().to_numpy())
        for step, offset in offsets.items()
    }
    rows = rows.with_columns(received_at=calendar.moment(day), **times)
    reached = pl.col("rank")
    paid = pl.col("justified") & pl.col("remedy").is_in(COMPENSATED) & (reached >= 2)
    by_shop = pl.col("by_shop_number") & pl.col("shop_id").is_not_null()
    return rows.select(
        "_delivered",
        "entity",
        complaint="complaint",
        status="state",
        shop_customer=pl.when(by_shop).then("shop_id"),
        requester_id=pl.when(~by_shop).then("desk_id"),
        ticket="ticket",
        article="sku",
        order_no="order_no",
        handler=pl.when(reached >= 1).then("technician"),
        target="target",
        ground="ground",
        cause=pl.when(reached >= 1).then("cause"),
        remedy=pl.when(reached >= 2).then(
            pl.when("justified").then("remedy").otherwise(pl.lit("explanation"))
        ),
        text="text",
        received=offset_time(pl.col("received_at")),
        recorded=offset_time(pl.col("record_at")),
        judged=pl.when(reached >= 1).then(offset_time(pl.col("judge_at"))),
        remedied=pl.when(reached >= 2).then(offset_time(pl.col("remedy_at"))),
        followed_up=pl.when(reached >= 3).then(offset_time(pl.col("follow_at"))),
        justified=pl.when(reached >= 1).then("justified"),
        disputed=pl.when(reached >= 2).then("disputed"),
        compensation=pl.when(paid).then("amount"),
        currency=pl.when(paid).then("currency"),
        updated=offset_time(pl.col("changed_at")),
    )
