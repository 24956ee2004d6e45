"""Accounts and contact persons, as the CRM dumps them: a snapshot a date.

Belongs here: who is in the CRM. Does not belong here: what sellers do with them (``sales``).
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
SEXES = {"female": "w", "male": "m", "other": "d"}
DELETED_SHARE = 0.04
KINDS = {
    "consumer": "PK",
    "industrial": "FLOTTE",
    "intermediary": "HANDEL",
    "public_benefit": "KOMMUNE",
    "supplier": "LIEF",
    "internal": "INTERN",
}
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
    size = pl.when(grown).then("growth").otherwise(1.0)
    table = accounts.filter((pl.col("created_day") <= day) & (pl.col("deleted_day") > day))
    return table.with_columns(as_known(pl.lit(day))).select(
        account_id="party_id",
        type=pl.when(org).then(pl.lit("ORG")).otherwise(pl.lit("PERS")),
        kind=pl.col("kind").replace_strict(KINDS),
        name="name",
        first_name="given",
        last_name="family",
        native_name="native",
        gender=pl.col("sex").replace_strict(SEXES, default=None),
        born=pl.col("birth").cast(pl.String),
        email="email",
        phone="fixed",
        mobile="mobile",
        fax=pl.when(org & (pl.col("entity") % 3 == 0)).then("fixed"),
        register_no="register_number",
        street="street",
        zip="postal_code",
        city="city",
        region="region",
        country="country",
        language="language",
        industry="industry",
        founded=pl.when(org).then("founded").cast(pl.String),
        employees=pl.when(org).then((pl.col("employees") * size).round(0).cast(pl.Int64)),
        revenue=pl.when(org).then((pl.col("revenue") * size).round(0)),
        currency=pl.when(org).then("currency"),
        parent_id="parent",
        created=stamp(calendar, pl.col("created_day")),
        modified=stamp(calendar, pl.max_horizontal("created_day", *changes)),
        row_guid=pl.format("{}-0000", "party_id"),
    )


def make_contacts(rng: np.random.Generator, accounts: pl.DataFrame) -> pl.DataFrame:
    """Make one to three contact persons of every organisation; the first buys in the shop."""
    organisations = accounts.filter(~pl.col("is_person"))
    repeat = np.repeat(np.arange(organisations.height), rng.integers(1, 4, organisations.height))
    rows = organisations[repeat].with_columns(nth=pl.int_range(pl.len()).over("party_id"))
    count = rows.height
    given = pick(rng, names.pool("given_female") + names.pool("given_male"), count)
    family = pick(rng, names.pool("family"), count)
    first = pl.col("nth") == 0
    return rows.with_columns(
        contact_id=pl.format("{}-{}", pl.col("party_id").str.replace("A", "P"), pl.col("nth") + 1),
        given=pl.when(first).then("contact_given").otherwise(pl.lit(given)),
        family=pl.when(first).then("contact_family").otherwise(pl.lit(family)),
        title=pick(rng, names.pool("job_titles"), count),
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
