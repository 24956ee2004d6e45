"""The parties of the demonstration company as they truly are, before any system misspells them.

Belongs here: who exists, where, since when and how reachable. Does not belong here: what a source
system knows of them (``sightings``), what they do (the process modules).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo import names
from pipelines.demo.calendar import Calendar

KINDS = ("consumer", "industrial", "intermediary", "public_benefit", "supplier", "internal")
KIND_SHARES = (0.76, 0.10, 0.08, 0.04, 0.012, 0.008)
HOUSEHOLD_SHARE = 0.25  # of the persons who could; about one in twenty-five comes of it
FAMILY_MOBILE_SHARE = 0.4  # of those, who give the other's mobile number as well
MOVED_SHARE = 0.12
NEW_MAIL_SHARE = 0.08
NEW_MOBILE_SHARE = 0.06
LATIN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ş": "s", "\u0131": "i", "é": "e", " ": ""}


def pick(rng: np.random.Generator, pool: list[str], count: int) -> pl.Series:
    """Draw ``count`` members of ``pool``, earlier ones more often."""
    weights = 1.0 / (np.arange(len(pool)) + 12.0)
    drawn = rng.choice(len(pool), size=count, p=weights / weights.sum())
    return pl.Series(pool).gather(drawn)


def ascii_lower(text: pl.Expr) -> pl.Expr:
    """Write a name as it stands in an e-mail address."""
    return text.str.to_lowercase().str.replace_many(list(LATIN), list(LATIN.values()))


def numbers(country: pl.Series, pool: str, salt: int) -> pl.Series:
    """Give every party a telephone number of its own in its country."""
    prefixes, firsts, counts = (
        country.replace_strict({c.code: getattr(c, pool)[i] for c in names.countries()})
        for i in range(3)
    )
    order = pl.Series(np.arange(len(country)), dtype=pl.Int64)
    return prefixes + (firsts + (order * 7919 + salt * 104_729) % counts).cast(pl.String)


def _people(rng: np.random.Generator, count: int, chinese: np.ndarray) -> pl.DataFrame:
    female = rng.random(count) < 0.46
    given = pl.select(
        pl.when(pl.lit(pl.Series(female)))
        .then(pl.lit(pick(rng, names.pool("given_female"), count)))
        .otherwise(pl.lit(pick(rng, names.pool("given_male"), count)))
    ).to_series()
    family = pick(rng, names.pool("family"), count)
    own_family = pl.DataFrame(
        names.pairs("chinese_family"), schema=["latin", "native"], orient="row"
    )
    own_given = pl.DataFrame(names.pairs("chinese_given"), schema=["latin", "native"], orient="row")
    own_family = own_family[rng.integers(0, own_family.height, count)]
    own_given = own_given[rng.integers(0, own_given.height, count)]
    is_chinese = pl.lit(pl.Series(chinese))
    sex = pl.Series(rng.random(count) < 0.01)
    return pl.select(
        given=pl.when(is_chinese).then(pl.lit(own_given["latin"])).otherwise(pl.lit(given)),
        family=pl.when(is_chinese).then(pl.lit(own_family["latin"])).otherwise(pl.lit(family)),
        native=pl.when(is_chinese).then(pl.lit(own_family["native"] + own_given["native"])),
        sex=pl.when(pl.lit(sex))
        .then(pl.lit("other"))
        .when(pl.lit(pl.Series(female)))
        .then(pl.lit("female"))
        .otherwise(pl.lit("male")),
        birth=pl.lit(
            pl.Series(np.datetime64("1946-01-01") + rng.integers(0, 365 * 60, count)).cast(pl.Date)
        ),
    )


def _addresses(rng: np.random.Generator, country: pl.Series, prefix: str) -> pl.DataFrame:
    count = len(country)
    street = pick(rng, names.pool("streets"), count)
    house = pl.Series(rng.integers(1, 180, count)).cast(pl.String)
    towns = {c.code: [f"{city}|{region}" for city, region in c.cities] for c in names.countries()}
    town = pl.Series(
        [
            towns[code][int(place * len(towns[code]))]
            for code, place in zip(country, rng.beta(1, 2, count), strict=True)
        ],
        dtype=pl.String,
    )
    digits = country.replace_strict({c.code: c.postal_digits for c in names.countries()})
    postal = pl.Series(rng.integers(100_000, 999_999, count)).cast(pl.String).str.head(digits)
    parts = town.str.split_exact("|", 1).struct.unnest()
    return pl.DataFrame(
        {
            f"{prefix}street": street + " " + house,
            f"{prefix}postal_code": postal,
            f"{prefix}city": parts["field_0"],
            f"{prefix}region": parts["field_1"],
        }
    )


def _organisations(
    rng: np.random.Generator,
    kind: pl.Series,
    people: pl.DataFrame,
    city: pl.Series,
    legal: pl.Series,
) -> pl.DataFrame:
    count = len(kind)
    stems = [
        names.company_stems(k)[int(u * len(names.company_stems(k)))]
        for k, u in zip(kind, rng.random(count), strict=True)
    ]
    size = np.round(np.exp(rng.normal(3.4, 1.2, count))).astype(np.int64) + 2
    stem, public = pl.Series(stems, dtype=pl.String), kind == "public_benefit"
    own_name = pl.select(
        pl.when(pl.lit(public))
        .then(pl.lit(stem + " " + city + " " + people["family"]))
        .otherwise(pl.lit(stem + " " + people["family"] + " " + legal))
    ).to_series()
    return pl.DataFrame(
        {
            "org_name": own_name,
            "industry": kind.replace_strict(
                names.lookup("industries"), default=None, return_dtype=pl.String
            ),
            "founded": pl.Series(
                np.datetime64("1950-01-01") + rng.integers(0, 365 * 70, count)
            ).cast(pl.Date),
            "employees": size,
            "revenue": size * rng.integers(60, 240, count) * 1000,
        }
    )


def make_parties(rng: np.random.Generator, count: int, calendar: Calendar) -> pl.DataFrame:
    """Make ``count`` parties; ``entity`` numbers them, one row each."""
    shares = np.array([c.share for c in names.countries()])
    codes = pl.Series([c.code for c in names.countries()])
    country = codes.gather(rng.choice(len(codes), size=count, p=shares / shares.sum()))
    kind = pl.Series(KINDS).gather(
        rng.choice(len(KINDS), size=count, p=np.array(KIND_SHARES) / sum(KIND_SHARES))
    )
    people = _people(rng, count, (country == "CN").to_numpy() | (rng.random(count) < 0.02))
    home, old_home = _addresses(rng, country, ""), _addresses(rng, country, "old_")
    by_code = {c.code: c for c in names.countries()}
    legal = country.replace_strict({k: c.legal_form for k, c in by_code.items()})
    companies = _organisations(rng, kind, people, home["city"], legal)
    frame = pl.concat([people, home, old_home, companies], how="horizontal").with_columns(
        entity=pl.Series(np.arange(1, count + 1)),
        kind=kind,
        is_person=kind == "consumer",
        country=country,
        currency=country.replace_strict({k: c.currency for k, c in by_code.items()}),
        language=country.replace_strict({k: c.language for k, c in by_code.items()}),
        price_level=country.replace_strict({k: c.price_level for k, c in by_code.items()}),
        tax_rate=country.replace_strict({k: c.tax_rate for k, c in by_code.items()}),
        mobile=numbers(country, "mobile", 0),
        old_mobile=numbers(country, "mobile", 7),
        fixed=numbers(country, "fixed", 0),
        provider=pick(rng, names.pool("mail_providers"), count),
        old_provider=pl.lit("mail.example"),
        since=calendar.start_at + rng.beta(0.55, 1.4, count) * (calendar.days - 20),
        moves=rng.random(count) < MOVED_SHARE,
        changes_mail=rng.random(count) < NEW_MAIL_SHARE,
        changes_mobile=rng.random(count) < NEW_MOBILE_SHARE,
        changed_after=pl.Series(rng.uniform(60, 600, count)),
    )
    return _reachable(_households(rng, frame))


def _households(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Let some persons live with the one before them: one family name, address, telephone."""
    joins = pl.Series(rng.random(frame.height) < HOUSEHOLD_SHARE) & frame["is_person"]
    joins = joins & frame["is_person"].shift(1, fill_value=False)
    joins = joins & ~joins.shift(1, fill_value=False) & frame["native"].is_null()
    joins = (
        joins & frame["native"].shift(1).is_null() & (frame["country"] == frame["country"].shift(1))
    )
    shared = ["family", "street", "postal_code", "city", "region", "fixed"]
    one_mobile = joins & pl.Series(rng.random(frame.height) < FAMILY_MOBILE_SHARE)
    return frame.with_columns(
        *(pl.when(joins).then(pl.col(c).shift(1)).otherwise(pl.col(c)).alias(c) for c in shared),
        mobile=pl.when(one_mobile).then(pl.col("mobile").shift(1)).otherwise("mobile"),
        lives_with=pl.when(joins).then(pl.col("entity") - 1),
    )


def _register_digits(country: pl.Expr, entity: pl.Expr) -> pl.Expr:
    """Return an organisation's digits: a check digit follows them but in Britain (ISO 7064)."""
    base = 10_000_000 + entity * 97
    product = pl.lit(10)
    for place in range(7, -1, -1):
        rest = (base // 10**place % 10 + product) % 10
        product = pl.when(rest == 0).then(10).otherwise(rest) * 2 % 11
    digit = ((11 - product) % 10).cast(pl.String)
    return base.cast(pl.String) + pl.when(country == "GB").then(pl.lit("")).otherwise(digit)


def _reachable(frame: pl.DataFrame) -> pl.DataFrame:
    """Add names, e-mail addresses and register numbers, each of one party only."""
    person = pl.concat_str(
        ascii_lower(pl.col("given")), ascii_lower(pl.col("family")), separator="."
    )
    domain = (
        ascii_lower(pl.col("org_name")).str.replace_all(r"[^a-z0-9]", "")
        + "."
        + (pl.col("country").str.to_lowercase())
    )
    frame = frame.with_columns(
        name=pl.when("is_person")
        .then(pl.col("given") + " " + pl.col("family"))
        .otherwise("org_name"),
        local=person,
        domain=domain,
    ).with_columns(
        nth=pl.int_range(pl.len()).over("local"), nth_domain=pl.int_range(pl.len()).over("domain")
    )
    suffix = (
        pl.when(pl.col("nth") > 0).then((pl.col("nth") + 1).cast(pl.String)).otherwise(pl.lit(""))
    )
    branch = (
        pl.when(pl.col("nth_domain") > 0)
        .then((pl.col("nth_domain") + 1).cast(pl.String) + ".")
        .otherwise(pl.lit(""))
    )
    own = pl.col("local") + suffix + "@"
    return frame.with_columns(
        email=pl.when("is_person")
        .then(own + pl.col("provider"))
        .otherwise("info@" + branch + pl.col("domain")),
        old_email=pl.when("is_person")
        .then(own + pl.col("old_provider"))
        .otherwise("office@" + branch + pl.col("domain")),
        desk_email=pl.when("is_person")
        .then(own + pl.col("provider"))
        .otherwise(pl.col("local") + suffix + "@" + branch + pl.col("domain")),
        register_number=pl.when(~pl.col("is_person")).then(
            pl.col("country") + _register_digits(pl.col("country"), pl.col("entity"))
        ),
        domain=branch + pl.col("domain"),
        given=pl.when("is_person").then("given"),
        contact_given=pl.col("given"),
        contact_family=pl.col("family"),
        family=pl.when("is_person").then("family"),
        native=pl.when("is_person").then("native"),
        sex=pl.when("is_person").then("sex"),
        birth=pl.when("is_person").then("birth"),
    ).drop("local", "nth", "nth_domain", "provider", "old_provider")
