"""Service requests, what was done about them, and complaints, as the service desk exports them.

Belongs here: requests, their events, complaints with the five steps. Does not belong here: calls.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.feed import latest
from pipelines.demo.lifecycle import hours
from pipelines.demo.spelling import as_known, chance

REQUESTS_PER_ORDER = 0.32
COMPLAINT_SHARE = 0.16
CATEGORIES = (
    ("REP", "Motor setzt aus", 0.28), ("WART", "Inspektion fällig", 0.26),
    ("GAR", "Akku unter 60 %", 0.14),
    ("FRAGE", "Bedienung des Displays", 0.12), ("LIEF", "Lieferung fehlt", 0.1),
    ("RET", "Rückgabe", 0.05),
    ("KONTO", "Rechnungskopie", 0.05),
)  # fmt: skip
CAUSES = ("product_defect", "wear", "operating_error", "misuse", "late_delivery", "wrong_delivery")
EVENTS = ("opened", "assigned", "responded", "worked", "resolved", "closed")


def offset_time(at: pl.Expr) -> pl.Expr:
    """Write a UTC time as ISO local time of the company with its offset."""
    local = at.dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Berlin")
    return local.dt.strftime("%Y-%m-%dT%H:%M:%S%:z")


def make_requests(
    rng: np.random.Generator, orders: pl.DataFrame, lines: pl.DataFrame, staff: pl.DataFrame
) -> pl.DataFrame:
    """Make service requests some time after an order; days of the steps as offsets."""
    bought = orders.filter(pl.col("origin").is_null() & ~pl.col("anonymous"))
    counts = rng.poisson(REQUESTS_PER_ORDER, bought.height)
    base = bought[np.repeat(np.arange(bought.height), counts)]
    count = base.height
    topic = rng.choice(len(CATEGORIES), size=count, p=[share for _, _, share in CATEGORIES])
    crew = staff.filter((pl.col("role") == "technician") & (pl.col("hired_day") < 0))["employee_id"]
    first = lines.unique("order", keep="first", maintain_order=True).select("order", "sku")
    wait = rng.exponential(np.where(np.isin(topic, [4, 5]), 6, 90), count) + 2
    respond = rng.exponential(0.35, count) + 0.02
    work = respond + rng.exponential(1.2, count) + 0.05
    requests = (
        base.select("entity", "order", "order_no", "country", "currency", bought="day")
        .with_columns(
            day=np.floor(base["day"].to_numpy() + wait) + hours(rng, count, 7, 19),
            category=pl.Series([c for c, _, _ in CATEGORIES]).gather(topic),
            subject=pl.Series([s for _, s, _ in CATEGORIES]).gather(topic),
            priority=pl.Series(["N", "H", "L", "U"]).gather(
                rng.choice(4, count, p=[0.6, 0.2, 0.13, 0.07])
            ),
            channel=pl.Series(["mail", "web", "phone", "shop", "app"]).gather(
                rng.choice(5, count, p=[0.3, 0.3, 0.25, 0.1, 0.05])
            ),
            technician=crew.gather(rng.integers(0, len(crew), count)),
            responded=pl.Series(respond),
            worked=pl.Series(work),
            resolved=pl.Series(work + rng.exponential(2.0, count) + 0.05),
            settled=pl.Series(rng.uniform(1.0, 7.0, count)),
            cause=pl.Series(CAUSES).gather(
                rng.choice(len(CAUSES), count, p=[0.3, 0.25, 0.2, 0.05, 0.12, 0.08])
            ),
            minutes=pl.Series(np.round(rng.gamma(2.0, 22, count), 1)),
            parts=pl.Series(np.round(rng.gamma(1.2, 18, count), 2)),
            charged=chance(rng, count, 0.45),
            escalated=chance(rng, count, 0.06),
            reopened=chance(rng, count, 0.04),
        )
        .join(first, on="order", how="left", maintain_order="left")
    )
    return requests.sort("day", "order").with_columns(
        ticket=pl.format("T{}", pl.int_range(pl.len()) + 50_001), number=pl.int_range(pl.len())
    )


def _known(rows: pl.DataFrame, customers: pl.DataFrame, day: str) -> pl.DataFrame:
    joined = rows.join(
        customers.drop("country", "currency", strict=False),
        on="entity",
        how="inner",
        maintain_order="left",
    )
    return joined.with_columns(as_known(pl.col(day)))


def request_rows(
    requests: pl.DataFrame, customers: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Return the requests of all deliveries: a new version at each step."""
    steps = (("NEU", 0.0), ("ARB", "responded"), ("GEL", "resolved"), ("ZU", "settled"))
    versions, offset = [], pl.lit(0.0)
    for state, step in steps:
        offset = (
            pl.col("resolved") + pl.col("settled")
            if step == "settled"
            else (pl.col(step) if isinstance(step, str) else offset)
        )
        versions.append(
            requests.select("ticket", state=pl.lit(state), changed_day=pl.col("day") + offset)
        )
    states = pl.concat(versions)
    states = states.with_columns(changed_at=calendar.moment(states["changed_day"].to_numpy()))
    dates = calendar.deliveries("workdays")
    placed = latest(
        states, "ticket", "changed_at", calendar.first_delivery(dates, pl.col("changed_at"))
    )
    rows = _known(
        placed.join(requests, on="ticket", how="left", maintain_order="left"), customers, "day"
    )
    opened = calendar.moment(rows["day"].to_numpy())
    day = rows["day"].to_numpy()
    answered = pl.col("state") != "NEU"
    solved = pl.col("state").is_in(["GEL", "ZU"])
    minute_cost = 0.75
    due = {"U": 1.0, "H": 2.0, "N": 5.0, "L": 10.0}
    return rows.with_columns(
        opened=opened,
        responded_at=calendar.moment(day + rows["responded"].to_numpy()),
        resolved_at=calendar.moment(day + rows["resolved"].to_numpy()),
        closed_at=calendar.moment(day + (rows["resolved"] + rows["settled"]).to_numpy()),
        due_at=calendar.moment(
            day + rows["priority"].replace_strict(due, return_dtype=pl.Float64).to_numpy()
        ),
    ).select(
        "_delivered",
        "entity",
        ticket="ticket",
        status="state",
        category="category",
        priority="priority",
        channel="channel",
        subject="subject",
        article="sku",
        requester_id="party_id",
        requester_name="name",
        requester_mail="desk_email",
        requester_phone="mobile",
        requester_street="street",
        requester_zip="postal_code",
        requester_city="city",
        requester_country="country",
        technician=pl.when(answered).then("technician"),
        opened=offset_time(pl.col("opened")),
        due=offset_time(pl.col("due_at")),
        responded=pl.when(answered).then(offset_time(pl.col("responded_at"))),
        resolved=pl.when(solved).then(offset_time(pl.col("resolved_at"))),
        closed=pl.when(pl.col("state") == "ZU").then(offset_time(pl.col("closed_at"))),
        cause=pl.when(solved).then("cause"),
        handling_error=pl.when(solved).then(
            pl.when(pl.col("cause").is_in(["operating_error", "misuse"]))
            .then(pl.lit("ja"))
            .otherwise(pl.lit("nein"))
        ),
        charge=pl.when(solved).then(
            pl.when("charged")
            .then(pl.col("minutes") * 1.1 + pl.col("parts") * 1.4)
            .otherwise(0.0)
            .round(2)
        ),
        cost=pl.when(solved).then((pl.col("minutes") * minute_cost + pl.col("parts")).round(2)),
        currency=pl.lit("EUR"),
        updated=offset_time(pl.col("changed_at")),
        agent_note=pl.lit(None, pl.String),
    )


def event_rows(requests: pl.DataFrame, customers: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return what was done on the requests, in order of time."""
    seen = requests.filter(pl.col("entity").is_in(customers["entity"].implode()))
    worked = pl.col("worked")
    steps = (
        ("opened", pl.lit(0.0), pl.lit(True)),
        ("assigned", pl.col("responded") * 0.6, pl.lit(True)),
        ("responded", pl.col("responded"), pl.lit(True)),
        ("escalated", worked * 0.98, pl.col("escalated")),
        ("worked", worked, pl.lit(True)), ("resolved", pl.col("resolved"), pl.lit(True)),
        ("reopened", pl.col("resolved") + pl.col("settled") * 0.3, pl.col("reopened")),
        ("worked_again", pl.col("resolved") + pl.col("settled") * 0.6, pl.col("reopened")),
        ("closed", pl.col("resolved") + pl.col("settled"), pl.lit(True)),
    )  # fmt: skip
    events = pl.concat(
        seen.filter(applies).select(
            "ticket",
            "number",
            "technician",
            "minutes",
            step=pl.lit(name),
            rank=pl.lit(rank),
            day=pl.col("day") + offset,
        )
        for rank, (name, offset, applies) in enumerate(steps)
    )
    events = events.with_columns(at=calendar.moment(events["day"].to_numpy()))
    dates = calendar.deliveries("workdays")
    is_work = pl.col("step").str.starts_with("worked")
    return (
        events.with_columns(_delivered=calendar.first_delivery(dates, pl.col("at")))
        .filter(pl.col("_delivered").is_not_null())
        .sort("_delivered", "at", "number", "rank")
        .select(
            "_delivered",
            event_id=pl.format("{}/{}", "ticket", pl.col("rank") + 1),
            ticket="ticket",
            action=pl.col("step").replace({"worked_again": "worked"}),
            technician=pl.when(pl.col("step") != "opened").then("technician"),
            done_at=offset_time(pl.col("at")),
            minutes=pl.when(is_work).then("minutes"),
        )
    )
