"""What the demonstration company sells, who works for it, and how it advertises.

Belongs here: products, staff and campaigns with their changes. Does not belong here: parties.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo import names
from pipelines.demo.calendar import Calendar
from pipelines.demo.parties import ascii_lower, pick

LINES = (
    (
        "E-Bike",
        "Hanse City",
        ("Tiefeinsteiger", "Herren", "Komfort", "Sport", "Kompakt"),
        2190,
        0.58,
    ),
    ("E-Bike", "Hanse Trek", ("Trapez", "Diamant", "All Road", "Carbon"), 2990, 0.60),
    ("E-Bike", "Kogge Cargo", ("Kurier", "Familie", "Kipper", "Long John", "Kühlbox"), 4690, 0.63),
    ("E-Bike", "Möwe Kids", ("20 Zoll", "24 Zoll"), 1490, 0.61),
    ("Akku", "PowerPack", ("400 Wh", "500 Wh", "625 Wh", "750 Wh"), 520, 0.55),
    (
        "Zubehör",
        "Sicherheit",
        ("Faltschloss", "Bügelschloss", "Helm Urban", "Helm Kids", "Alarm"),
        79,
        0.42,
    ),
    (
        "Zubehör",
        "Transport",
        ("Korb vorn", "Packtasche", "Kindersitz", "Anhänger", "Box 80 l"),
        119,
        0.45,
    ),
    (
        "Zubehör",
        "Komfort",
        ("Gelsattel", "Griffe", "Spiegel", "Handyhalter", "Regenhülle"),
        35,
        0.40,
    ),
    (
        "Ersatzteil",
        "Antrieb",
        ("Kette", "Ritzel", "Motorsteuerung", "Display", "Ladegerät"),
        89,
        0.48,
    ),
    ("Ersatzteil", "Bremse", ("Bremsbelag", "Bremsscheibe", "Bremshebel"), 29, 0.44),
    (
        "Dienstleistung",
        "Service",
        ("Inspektion", "Durchsicht Flotte", "Garantie Plus", "Abholung"),
        95,
        0.35,
    ),
)
TEAMS = (
    ("agent", "Kundentelefon", 12, 27.5), ("seller", "Vertrieb Nord", 5, 44.0),
    ("seller", "Vertrieb Süd", 5, 44.0), ("technician", "Werkstatt Hamburg", 7, 36.0),
    ("technician", "Mobile Werkstatt", 5, 38.5), ("marketer", "Marketing", 3, 41.0),
    ("office", "Innendienst", 5, 32.0),
)  # fmt: skip
CAMPAIGN_KINDS = (
    ("Frühjahrsaktion", "email", 3), ("Kuriermesse", "event", 2),
    ("Suchmaschine", "advertising", 12),    ("Treuemailing", "letter", 2),
    ("Stadtradeln", "public_relations", 2), ("Herbstservice", "email", 2),
)  # fmt: skip
PRICE_RISE = 0.04


def make_products(rng: np.random.Generator, calendar: Calendar) -> pl.DataFrame:
    """Make the price list: one row a product; launch and withdrawal are days since the start."""
    rows = [
        (category, series, f"{series} {variant}", base * (1 + 0.13 * i), cost)
        for category, series, variants, base, cost in LINES
        for i, variant in enumerate(variants)
    ]
    frame = pl.DataFrame(
        rows, schema=["category", "series", "name", "price", "cost_share"], orient="row"
    )
    count = frame.height
    late = rng.random(count) < 0.18
    gone = ~late & (rng.random(count) < 0.12)
    return frame.with_columns(
        product_id=pl.format("VN-{}", pl.int_range(pl.len()) + 1001),
        price=pl.col("price").round(0) - 0.05,
        launch_day=pl.Series(
            np.where(
                late, rng.integers(90, calendar.days - 120, count), -rng.integers(200, 1500, count)
            )
        ),
        withdrawn_day=pl.Series(
            np.where(gone, rng.integers(300, calendar.days - 60, count), 99_999)
        ),
    )


def price_factor(calendar: Calendar, day: np.ndarray) -> np.ndarray:
    """Return the factor on list prices on each day: they rise every first of January."""
    years = calendar.moment(day).dt.year().to_numpy()
    return (1 + PRICE_RISE) ** (years - calendar.start.year)


def product_list(products: pl.DataFrame, calendar: Calendar, on: date) -> pl.DataFrame:
    """Return the price list as it stood on a date."""
    day = (on - calendar.start).days
    factor = (1 + PRICE_RISE) ** (on.year - calendar.start.year)
    start = pl.lit(calendar.start)
    price = (pl.col("price") * factor).round(2)
    changed = max(date(on.year, 1, 1), calendar.start)
    launched = start + pl.duration(days=pl.col("launch_day"))
    withdrawn = start + pl.duration(days=pl.col("withdrawn_day"))
    is_gone = pl.col("withdrawn_day") <= day
    return products.filter(pl.col("launch_day") <= day).select(
        sku="product_id",
        name="name",
        category="category",
        series="series",
        list_price=price.map_elements(lambda p: f"{p:.2f}", return_dtype=pl.String),
        unit_cost=(price * pl.col("cost_share")).map_elements(
            lambda p: f"{p:.2f}", return_dtype=pl.String
        ),
        currency=pl.lit("EUR"),
        launched=launched.cast(pl.String),
        withdrawn=pl.when(is_gone).then(withdrawn).cast(pl.String),
        changed=pl.max_horizontal(launched, pl.lit(changed), pl.when(is_gone).then(withdrawn)).cast(
            pl.String
        )
        + " 06:00:00",
    )


def make_staff(rng: np.random.Generator, calendar: Calendar) -> pl.DataFrame:
    """Make the employees: the first of a team leads it; some leave, join late or move on."""
    rows = [
        (role if i else "manager", team, cost * (1.5 if i else 1.0) if not i else cost)
        for role, team, size, cost in TEAMS
        for i in range(size)
    ]
    frame = pl.DataFrame(rows, schema=["role", "team", "cost"], orient="row")
    count = frame.height
    lead = pl.col("role") == "manager"
    given = pick(rng, names.pool("given_female")[:30] + names.pool("given_male")[:30], count)
    late, leaves = rng.random(count) < 0.2, rng.random(count) < 0.15
    return frame.with_columns(
        employee_id=pl.format("M{}", pl.int_range(pl.len()) + 201),
        given=given,
        family=pick(rng, names.pool("family"), count),
        hired_day=pl.when(~lead & pl.lit(pl.Series(late)))
        .then(pl.lit(pl.Series(rng.integers(60, 700, count))))
        .otherwise(pl.lit(pl.Series(-rng.integers(100, 3000, count)))),
        left_day=pl.when(~lead & ~pl.lit(pl.Series(late)) & pl.lit(pl.Series(leaves)))
        .then(pl.lit(pl.Series(rng.integers(300, calendar.days - 90, count))))
        .otherwise(99_999),
        moves_day=pl.when(~lead & (pl.lit(pl.Series(rng.random(count))) < 0.2))
        .then(pl.lit(pl.Series(rng.integers(200, calendar.days - 60, count))))
        .otherwise(99_999),
    ).with_columns(
        manager_id=pl.when(~lead).then(pl.col("employee_id").first().over("team")),
        name=pl.col("given") + " " + pl.col("family"),
        new_team=pl.when(pl.col("role") == "seller")
        .then(pl.lit("Großkunden"))
        .otherwise(pl.col("team") + " II"),
    )


def staff_list(staff: pl.DataFrame, calendar: Calendar, on: date) -> pl.DataFrame:
    """Return the staff register as it stood on a date."""
    day = (on - calendar.start).days
    start = pl.lit(calendar.start)
    moved, left = pl.col("moves_day") <= day, pl.col("left_day") <= day
    raised = pl.lit(max(date(on.year, 1, 1), calendar.start))
    cost = pl.col("cost") * 1.03 ** (on.year - calendar.start.year)
    hired = start + pl.duration(days=pl.col("hired_day"))
    german = {
        "agent": "AG",
        "seller": "VK",
        "technician": "TE",
        "marketer": "MK",
        "manager": "LT",
        "office": "ID",
    }
    return staff.filter(pl.col("hired_day") <= day).select(
        staff_no="employee_id",
        name="name",
        email=ascii_lower(pl.col("given"))
        + "."
        + ascii_lower(pl.col("family"))
        + "."
        + pl.col("employee_id").str.to_lowercase()
        + "@velonord.example",
        role=pl.col("role").replace_strict(german),
        team=pl.when(moved).then("new_team").otherwise("team"),
        manager_no="manager_id",
        hourly_cost=cost.map_elements(lambda c: f"{c:.2f}", return_dtype=pl.String),
        currency=pl.lit("EUR"),
        hired=hired.dt.strftime("%d.%m.%Y"),
        departed=pl.when(left)
        .then(start + pl.duration(days=pl.col("left_day")))
        .dt.strftime("%d.%m.%Y"),
        changed=pl.max_horizontal(
            hired,
            raised,
            *(
                pl.when(f).then(start + pl.duration(days=pl.col(c)))
                for f, c in ((moved, "moves_day"), (left, "left_day"))
            ),
        ).dt.strftime("%d.%m.%Y 07:30:00"),
        payroll_group=pl.lit("T") + (pl.col("cost") // 10).cast(pl.Int64).cast(pl.String),
    )


def make_campaigns(rng: np.random.Generator, calendar: Calendar) -> pl.DataFrame:
    """Make the campaigns of all years: kinds that come back every year at their time."""
    rows = []
    for year in range(calendar.start.year, calendar.until.year + 1):
        for i, (name, channel, months) in enumerate(CAMPAIGN_KINDS):
            first = date(year, 1 + (i * 2 + 2) % 12 if months < 12 else 1, 1)
            first = max(first, calendar.start)
            last = min(first + timedelta(days=months * 30), date(year, 12, 31))
            if (
                calendar.start <= first
                and first + timedelta(days=20) < calendar.until
                and last > first
            ):
                rows.append((f"{name} {year}", channel, first, last))
    frame = pl.DataFrame(rows, schema=["name", "channel", "first", "last"], orient="row")
    return frame.with_columns(
        campaign_id=pl.format("KA{}", pl.int_range(pl.len()) + 101),
        budget=pl.Series(rng.integers(4, 40, frame.height) * 1000.0),
        first_day=(pl.col("first") - pl.lit(calendar.start)).dt.total_days(),
        last_day=(pl.col("last") - pl.lit(calendar.start)).dt.total_days(),
    )
