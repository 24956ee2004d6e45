"""Accounts, contacts, leads and opportunities, as the CRM dumps them: a snapshot a date.

Belongs here: who is in the CRM and what sellers do with them. Does not belong here: orders.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.demo import names
from pipelines.demo.calendar import Calendar
from pipelines.demo.parties import ascii_lower, pick
from pipelines.demo.spelling import as_known, chance

INTRODUCED_AFTER_MONTHS = 12
DELETED_SHARE = 0.04
LEADS_PER_PARTY = 0.3
KINDS = {"consumer": "PK", "industrial": "FLOTTE", "intermediary": "HANDEL", "public_benefit": "KOMMUNE",
         "supplier": "LIEF", "internal": "INTERN"}  # fmt: skip
SOURCES = ("Messe", "Web", "Empfehlung", "Kaltakquise", "Mailing", "Bestand", "Anzeige")
LOST_CAUSES = ("price", "competitor", "no_budget", "no_need", "timing")
COMPETITORS = ("Kalkwerk", "Rijwiel Oost", "Pedalix", "Urban Gears")
STAGES = ("prospecting", "engaging", "proposal", "negotiation")
LONG_AGO = 99_999.0
TIME = "%Y-%m-%d %H:%M:%S"


def snapshot_dates(calendar: Calendar) -> list[date]:
    """Return when the CRM is dumped: each month, and weekly in the last one."""
    ends = calendar.deliveries("monthly", INTRODUCED_AFTER_MONTHS)
    weeks = [calendar.until - timedelta(days=7 * i) for i in (3, 2, 1)]
    return ends[:-1] + [day for day in weeks if day > ends[-2]] + ends[-1:]


def make_accounts(
    rng: np.random.Generator, known: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Add when an account was entered, grew, and was deleted, as days since the start."""
    count = known.height
    created = known["since"].to_numpy() * 0.9
    deleted = created + rng.uniform(200, 900, count)
    return known.with_columns(
        created_day=pl.Series(created),
        grown_day=pl.Series(
            np.where(rng.random(count) < 0.3, created + rng.uniform(60, 500, count), LONG_AGO)
        ),
        growth=pl.Series(rng.uniform(0.8, 1.5, count)),
        deleted_day=pl.Series(np.where(rng.random(count) < DELETED_SHARE, deleted, LONG_AGO)),
        parent=pl.when(~pl.col("is_person") & chance(rng, count, 0.06)).then(
            pl.col("party_id").shift(3).over("is_person")
        ),
    )


def stamp(calendar: Calendar, day: pl.Expr) -> pl.Expr:
    """Write days since the start as a local time of the CRM's server, which runs on UTC."""
    start = pl.lit(calendar.start).cast(pl.Datetime("us"))
    return (start + pl.duration(seconds=(day * 86_400).round(0).cast(pl.Int64))).dt.strftime(TIME)


def account_table(accounts: pl.DataFrame, calendar: Calendar, on: date) -> pl.DataFrame:
    """Return the table of accounts as it stood at the end of a date."""
    day = (on - calendar.start).days + 0.9
    grown = pl.col("grown_day") <= day
    changes = [
        pl.when(pl.col(c) <= day).then(c)
        for c in ("grown_day", "moved_day", "mail_day", "mobile_day")
    ]
    org = ~pl.col("is_person")
    table = accounts.filter((pl.col("created_day") <= day) & (pl.col("deleted_day") > day))
    return table.with_columns(as_known(pl.lit(day))).select(
        account_id="party_id",
        type=pl.when(org).then(pl.lit("ORG")).otherwise(pl.lit("PERS")),
        kind=pl.col("kind").replace_strict(KINDS),
        name="name",
        first_name="given",
        last_name="family",
        native_name="native",
        gender=pl.col("sex").replace_strict({"female": "w", "male": "m", "other": "d"}, default=None),
        born=pl.col("birth").cast(pl.String),
        email="email",
        phone="fixed",
        mobile="mobile",
        fax=pl.when(org & (pl.col("entity") % 3 == 0)).then("fixed"),
        register_no="register_number",
        street="street", zip="postal_code", city="city", region="region", country="country", language="language",
        industry="industry",
        founded=pl.when(org).then("founded").cast(pl.String),
        employees=pl.when(org).then((pl.col("employees") * pl.when(grown).then("growth").otherwise(1.0)).round(0).cast(pl.Int64)),
        revenue=pl.when(org).then((pl.col("revenue") * pl.when(grown).then("growth").otherwise(1.0)).round(0)),
        currency=pl.when(org).then("currency"),
        parent_id="parent",
        created=stamp(calendar, pl.col("created_day")),
        modified=stamp(calendar, pl.max_horizontal("created_day", *changes)),
        row_guid=pl.format("{}-0000", "party_id"),
    )  # fmt: skip


def make_contacts(rng: np.random.Generator, accounts: pl.DataFrame) -> pl.DataFrame:
    """Make one to three contact persons of every organisation; the first is also its shop's buyer."""
    organisations = accounts.filter(~pl.col("is_person"))
    repeat = np.repeat(np.arange(organisations.height), rng.integers(1, 4, organisations.height))
    rows = organisations[repeat].with_columns(nth=pl.int_range(pl.len()).over("party_id"))
    count = rows.height
    given = pick(rng, list(names.GIVEN_FEMALE + names.GIVEN_MALE), count)
    family = pick(rng, names.FAMILY, count)
    first = pl.col("nth") == 0
    return rows.with_columns(
        contact_id=pl.format("{}-{}", pl.col("party_id").str.replace("A", "P"), pl.col("nth") + 1),
        given=pl.when(first).then("contact_given").otherwise(pl.lit(given)),
        family=pl.when(first).then("contact_family").otherwise(pl.lit(family)),
        title=pick(rng, list(names.JOB_TITLES), count),
        role=pl.Series(["ENT", "EINK", "BEEINF", "NUTZ", "VORZ"]).gather(
            rng.choice(5, count, p=[0.3, 0.3, 0.15, 0.15, 0.1])
        ),
        own_day=pl.col("created_day") + pl.Series(rng.uniform(0, 90, count)),
        new_title_day=pl.Series(
            np.where(rng.random(count) < 0.1, rng.uniform(200, 1000, count), LONG_AGO)
        ),
    ).with_columns(
        work_email=pl.when(first)
        .then("desk_email")
        .otherwise(
            ascii_lower(pl.col("given"))
            + "."
            + ascii_lower(pl.col("family"))
            + "@"
            + pl.col("domain")
        )
    )


def contact_table(contacts: pl.DataFrame, calendar: Calendar, on: date) -> pl.DataFrame:
    """Return the table of contact persons as it stood at the end of a date."""
    day = (on - calendar.start).days + 0.9
    promoted = pl.col("new_title_day") <= day
    return contacts.filter((pl.col("own_day") <= day) & (pl.col("deleted_day") > day)).select(
        contact_id="contact_id",
        account_id="party_id",
        first_name="given",
        last_name="family",
        job_title=pl.when(promoted).then(pl.lit("Leitung Einkauf")).otherwise("title"),
        role="role",
        is_principal=pl.col("role") == "ENT",
        email="work_email",
        mobile=pl.when(pl.col("nth") == 0).then("mobile"),
        created=stamp(calendar, pl.col("own_day")),
        modified=stamp(
            calendar, pl.max_horizontal("own_day", pl.when(promoted).then("new_title_day"))
        ),
    )


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


def opportunity_table(
    history: pl.DataFrame, calendar: Calendar, after: date | None, on: date
) -> pl.DataFrame:
    """Return the changes of opportunities after one date, up to the end of another."""
    day = (on - calendar.start).days + 0.9
    before = (after - calendar.start).days + 0.9 if after else -1.0
    start = pl.lit(calendar.start)
    shares = {
        "prospecting": 10,
        "engaging": 25,
        "proposal": 50,
        "negotiation": 75,
        "won": 100,
        "lost": 0,
    }
    closed = pl.col("stage").is_in(["won", "lost"])
    a_date = lambda c: (start + pl.duration(days=c.floor().cast(pl.Int64))).cast(pl.String)  # noqa: E731
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
        engaged=pl.when(pl.col("rank") >= 1).then(a_date(pl.col("engaged"))),
        expected_close=a_date(pl.col("converted") + 60),
        closed=pl.when(closed).then(a_date(pl.col("day"))),
        changed=stamp(calendar, pl.col("day")),
    )
