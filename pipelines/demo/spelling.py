"""What a source system knows of a party: spelt its own way, sometimes wrong or out of date.

Belongs here: identity noise, at the rates stated below. Does not belong here: dirt that breaks a
contract (``flaws``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo import names

TYPO_SHARE = 0.04
NICKNAME_SHARE = 0.5  # of those who have one
SHOUTED_SHARE = 0.04
SWAPPED_SHARE = 0.03
TRANSLITERATED_SHARE = 0.25
MAIL_TYPO_SHARE = 0.02
MAIL_MISSING_SHARE = 0.10
PHONE_TYPO_SHARE = 0.015
PHONE_MISSING_SHARE = 0.18
NEVER_TOLD_SHARE = 0.15  # of the changes of address, e-mail or number, by system

COUNTRY_CODES = {"DE": "49", "AT": "43", "CH": "41", "NL": "31", "GB": "44", "US": "1", "CN": "86"}
TRUNKS = {"DE": "0", "AT": "0", "CH": "0", "NL": "0", "GB": "0", "US": "", "CN": ""}
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}


def chance(rng: np.random.Generator, count: int, share: float) -> pl.Expr:
    """Return a column that is true for about ``share`` of the rows."""
    return pl.lit(pl.Series(rng.random(count) < share))


def _slip(text: str, place: float, slip: int) -> str:
    """Double, drop or swap a letter somewhere after the first."""
    if len(text) < 4:
        return text
    i = 1 + int(place * (len(text) - 2))
    if slip == 0:
        return text[:i] + text[i] + text[i:]
    if slip == 1:
        return text[:i] + text[i + 1 :]
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def mistype(rng: np.random.Generator, texts: pl.Series, share: float) -> pl.Series:
    """Make a typing error in about ``share`` of the texts."""
    rows = np.flatnonzero(rng.random(len(texts)) < share)
    places, slips = rng.random(len(rows)), rng.integers(0, 3, len(rows))
    wrong = [
        _slip(text, place, slip) if text else text
        for text, place, slip in zip(texts.gather(rows), places, slips, strict=True)
    ]
    return texts.scatter(rows, pl.Series(wrong, dtype=pl.String)) if len(rows) else texts


def mistype_digit(rng: np.random.Generator, texts: pl.Series, share: float) -> pl.Series:
    """Replace the last digit of about ``share`` of the numbers by the next one."""
    wrong = texts.str.head(-1) + ((texts.str.tail(1).cast(pl.Int64) + 1) % 10).cast(pl.String)
    return pl.select(
        pl.when(chance(rng, len(texts), share)).then(pl.lit(wrong)).otherwise(pl.lit(texts))
    ).to_series()


def write_phone(number: pl.Expr, style: pl.Expr) -> pl.Expr:
    """Write a number in one of four styles; needs the column ``country``."""
    code = pl.col("country").replace_strict(COUNTRY_CODES)
    trunk = pl.col("country").replace_strict(TRUNKS)
    national = number.str.slice(code.str.len_chars() + 1)
    spaced = national.str.head(3) + " " + national.str.slice(3)
    return (
        pl.when(style == 0)
        .then(number)
        .when(style == 1)
        .then("+" + code + " " + spaced)
        .when(style == 2)
        .then("00" + code + " " + spaced)
        .otherwise(trunk + spaced.str.replace(" ", "/"))
    )


def _person_names(
    rng: np.random.Generator, known: pl.DataFrame, native_share: float
) -> pl.DataFrame:
    count = known.height
    nickname = pl.col("given").replace_strict(
        names.lookup("nicknames"), default=None, return_dtype=pl.String
    )
    plain = chance(rng, count, TRANSLITERATED_SHARE)
    known = known.with_columns(
        given=pl.when(chance(rng, count, NICKNAME_SHARE) & nickname.is_not_null())
        .then(nickname)
        .otherwise("given")
    ).with_columns(
        pl.when(plain)
        .then(pl.col(c).str.replace_many(list(UMLAUTS), list(UMLAUTS.values())))
        .otherwise(pl.col(c))
        for c in ("given", "family", "org_name")
    )
    known = known.with_columns(
        mistype(rng, known[c], TYPO_SHARE / 2).alias(c) for c in ("given", "family", "org_name")
    )
    swapped = chance(rng, count, SWAPPED_SHARE)
    in_script = chance(rng, count, native_share) & pl.col("native").is_not_null()
    full = (
        pl.when(~pl.col("is_person"))
        .then("org_name")
        .when(in_script)
        .then("native")
        .when(swapped)
        .then(pl.col("family") + ", " + pl.col("given"))
        .otherwise(pl.col("given") + " " + pl.col("family"))
    )
    shouted = chance(rng, count, SHOUTED_SHARE)
    return known.with_columns(name=pl.when(shouted).then(full.str.to_uppercase()).otherwise(full))


def _mail(rng: np.random.Generator, known: pl.DataFrame) -> pl.DataFrame:
    count = known.height
    capital = chance(rng, count, 0.12)
    missing = chance(rng, count, MAIL_MISSING_SHARE)
    wrong = chance(rng, count, MAIL_TYPO_SHARE)
    return known.with_columns(
        pl.when(~missing).then(
            pl.when(wrong)
            .then(pl.col(c).str.replace(r"(.)@", "@"))
            .when(capital)
            .then(pl.col(c).str.to_titlecase())
            .otherwise(pl.col(c))
        )
        for c in ("email", "old_email", "desk_email")
    )


def _phones(rng: np.random.Generator, known: pl.DataFrame) -> pl.DataFrame:
    count = known.height
    style = pl.lit(pl.Series(rng.choice(4, size=count, p=[0.3, 0.3, 0.1, 0.3])))
    columns = ("mobile", "old_mobile", "fixed")
    typed = known.with_columns(
        mistype_digit(rng, known[c], PHONE_TYPO_SHARE).alias(c) for c in columns
    )
    return typed.with_columns(
        pl.when(~chance(rng, count, PHONE_MISSING_SHARE))
        .then(write_phone(pl.col(c), style))
        .alias(c)
        for c in columns
    )


def sight(
    rng: np.random.Generator, parties: pl.DataFrame, share: pl.Expr, native_share: float
) -> pl.DataFrame:
    """Return the parties that a system knows, as it writes them.

    Args:
        rng: The system's own stream of random numbers.
        parties: The parties as they truly are.
        share: Probability that the system knows the party.
        native_share: How often the name stands in its own script, where it has one.

    """
    known = parties.filter(pl.lit(pl.Series(rng.random(parties.height))) < share)
    known = _phones(rng, _mail(rng, _person_names(rng, known, native_share)))
    told = ~chance(rng, known.height, NEVER_TOLD_SHARE)
    return known.with_columns(
        (pl.when(told | ~pl.col(flag)).then(pl.col("since") + pl.col("changed_after"))).alias(at)
        for flag, at in (
            ("moves", "moved_day"),
            ("changes_mail", "mail_day"),
            ("changes_mobile", "mobile_day"),
        )
    )


def as_known(day: pl.Expr) -> list[pl.Expr]:
    """Return a party's address, e-mail and mobile number as its system had them on ``day``.

    Who never changes has the present ones; who never told has the old ones for ever.
    """
    moved = ~pl.col("moves") | (day >= pl.col("moved_day")).fill_null(False)
    mailed = ~pl.col("changes_mail") | (day >= pl.col("mail_day")).fill_null(False)
    called = ~pl.col("changes_mobile") | (day >= pl.col("mobile_day")).fill_null(False)
    address = ("street", "postal_code", "city", "region")
    return [
        *(pl.when(moved).then(pl.col(c)).otherwise(pl.col(f"old_{c}")).alias(c) for c in address),
        pl.when(mailed).then("email").otherwise("old_email").alias("email"),
        pl.when(called).then("mobile").otherwise("old_mobile").alias("mobile"),
    ]
