"""Calls, as the call centre's telephone system exports them.

Belongs here: who called when, about what, with what outcome. Does not belong here: the requests
that the service desk makes of them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.cards import add_cards
from pipelines.demo.lifecycle import hours
from pipelines.demo.spelling import chance

CALLS_PER_PARTY = 2.6
WITHHELD_SHARE = 0.08
FROM_FIXED_SHARE = 0.2
TEST_SHARE = 0.01
TOPICS = (
    ("SER", "Akku lädt nicht", 0.18), ("SER", "Termin Inspektion", 0.2),
    ("SER", "Wo bleibt meine Bestellung?", 0.12),
    ("VER", "Beratung Lastenrad; Probefahrt", 0.14), ("VER", "Angebot Flotte", 0.14),
    ("VER", 'Frage zum Modell "Hanse"', 0.1), ("MAR", "Newsletter, Gutschein", 0.07),
    ("SER", "Rechnung", 0.05),
)  # fmt: skip
OUTCOMES = (
    ("ERL", 0.46), ("INFO", 0.2), ("TERM", 0.1), ("BEST", 0.04), ("INT", 0.05), ("KI", 0.03),
    ("WV", 0.06), ("KA", 0.03), ("ABBR", 0.03),
)  # fmt: skip


def berlin(at: pl.Expr, pattern: str) -> pl.Expr:
    """Write a UTC time as local time of the company."""
    return at.dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Berlin").dt.strftime(pattern)


def comma(number: pl.Expr) -> pl.Expr:
    """Write an amount with two digits and a decimal comma."""
    cents = (number * 100).round(0).cast(pl.Int64)
    sign = pl.when(cents < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    rest = (cents.abs() % 100).cast(pl.String).str.zfill(2)
    return sign + (cents.abs() // 100).cast(pl.String) + "," + rest


def _drawn(rng: np.random.Generator, pool: tuple[tuple[str, float], ...], count: int) -> pl.Series:
    weights = np.array([share for _, share in pool])
    return pl.Series([code for code, _ in pool]).gather(
        rng.choice(len(pool), size=count, p=weights / weights.sum())
    )


def make_calls(
    rng: np.random.Generator,
    known: pl.DataFrame,
    parties: pl.DataFrame,
    staff: pl.DataFrame,
    calendar: Calendar,
) -> pl.DataFrame:
    """Make all calls in order of time, with the number that each came from or went to.

    ``known`` are the parties as the telephone book writes their names.
    """
    weight = np.where(parties["is_person"].to_numpy(), 0.7, 2.0) * rng.gamma(
        1.0, 1.0, parties.height
    )
    counts = rng.poisson(
        CALLS_PER_PARTY * weight / weight.mean() * (rng.random(parties.height) < 0.6)
    )
    row = np.repeat(np.arange(parties.height), counts)
    count = len(row)
    since = parties["since"].to_numpy()[row]
    day = np.floor(since + rng.random(count) * (calendar.days - since))
    day = day + np.where((day + calendar.start.weekday()) % 7 == 6, 1, 0)  # closed on Sundays
    topic = rng.choice(len(TOPICS), size=count, p=[share for _, _, share in TOPICS])
    agents = staff.filter(
        (pl.col("team") == "Kundentelefon")
        & (pl.col("hired_day") < 0)
        & (pl.col("left_day") > calendar.days)
    )
    calls = pl.DataFrame(
        {
            "row": row,
            "day": day + hours(rng, count, 6, 18),
            "seconds": np.round(rng.gamma(1.6, 150, count)).astype(np.int64) + 5,
            "outgoing": rng.random(count) < 0.22,
        }
    ).with_columns(
        purpose=pl.Series([code for code, _, _ in TOPICS]).gather(topic),
        subject=pl.Series([text for _, text, _ in TOPICS]).gather(topic),
        outcome=_drawn(rng, OUTCOMES, count),
        agent=agents["employee_id"].gather(rng.integers(0, agents.height, count)),
        fixed_line=chance(rng, count, FROM_FIXED_SHARE),
        withheld=chance(rng, count, WITHHELD_SHARE),
        test=chance(rng, count, TEST_SHARE),
    )
    parties = parties.with_columns(name=known["name"])
    who = (
        "entity",
        "name",
        "mobile",
        "old_mobile",
        "fixed",
        "changes_mobile",
        "since",
        "changed_after",
        "lives_with",
    )
    calls = calls.with_columns(pl.lit(parties[c]).gather(pl.col("row")).alias(c) for c in who)
    moved = pl.col("changes_mobile") & (pl.col("day") < pl.col("since") + pl.col("changed_after"))
    number = pl.when("fixed_line").then("fixed").when(moved).then("old_mobile").otherwise("mobile")
    calls = calls.sort("day", "row").with_columns(
        number=pl.when(~pl.col("withheld") & ~pl.col("test")).then(number),
    )
    return add_cards(rng, calls, known)


def call_rows(calls: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return the calls of all deliveries; a number always shows one name, of its first caller."""
    at = calendar.moment(calls["day"].to_numpy())
    # The telephone book of the switch knows about half of the numbers.
    listed = pl.col("number").is_not_null() & (pl.col("entity").first().over("number") % 2 == 0)
    dates = calendar.deliveries("workdays")
    reached = ~pl.col("outcome").is_in(["KA", "ABBR"])
    minutes = pl.col("seconds") / 60
    follow = pl.col("at") + pl.duration(days=7)
    return (
        calls.with_columns(
            at=at, shown_name=pl.when(listed).then(pl.col("name").first().over("number"))
        )
        .with_columns(_delivered=calendar.first_delivery(dates, pl.col("at")))
        .filter(pl.col("_delivered").is_not_null())
        .with_columns(order=pl.int_range(pl.len()))
        .select(
            "_delivered",
            "entity",
            call_id=pl.format("C{}", pl.col("order") + 3_000_001),
            kind=pl.when("test").then(pl.lit("TEST")).otherwise(pl.lit("KUNDE")),
            direction=pl.when("outgoing").then(pl.lit("AUS")).otherwise(pl.lit("EIN")),
            begin_local=berlin(pl.col("at"), "%d.%m.%Y %H:%M:%S"),
            seconds=pl.when(reached)
            .then("seconds")
            .otherwise(pl.col("seconds") % 40)
            .cast(pl.String),
            number="number",
            caller_name="shown_name",
            noted_name="noted_name",
            noted_mail="noted_mail",
            noted_zip="noted_zip",
            agent=pl.when(pl.col("outcome") != "ABBR").then("agent"),
            purpose="purpose",
            subject="subject",
            outcome="outcome",
            callback_on=pl.when(pl.col("outcome") == "WV").then(follow.dt.strftime("%d.%m.%Y")),
            cost=comma(pl.lit(0.35) + minutes * 0.62),
            queue=pl.lit("Q") + (pl.col("order") % 4 + 1).cast(pl.String),
        )
    )
