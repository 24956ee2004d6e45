"""Cards: what the agents of the call centre note of whoever calls from a number.

Belongs here: which particulars they ask for, and how often. Does not belong here: the calls
(``calls``). A card is opened with the first call that a number shows, and it is that caller's: when
another of the family calls from it later, nobody opens a second one.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.spelling import as_known, chance

NAME_SHARE = 0.97
# Nothing is told to a caller who has not confirmed one of the two; some ring off before.
CONFIRMED_SHARE = 0.97
MAIL_SHARE = 0.55
BOTH_SHARE = 0.7
# What a card is filled from: the caller as the call centre knows it.
KNOWN = (
    "email", "old_email", "changes_mail", "mail_day", "moves", "moved_day", "mobile_day",
    "street", "old_street", "postal_code", "old_postal_code", "city", "old_city", "region",
    "old_region",
)  # fmt: skip


def add_cards(rng: np.random.Generator, calls: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Add to each call, in order of time, the card of its number: name, e-mail, postal code.

    ``known`` has the row of a party at the place that a call's ``row`` says.
    """
    callers = calls.select(
        "row", "number", "name", "mobile", "old_mobile", "changes_mobile", day=pl.col("day")
    ).with_columns(pl.lit(known[c]).gather(pl.col("row")).alias(c) for c in KNOWN)
    count = callers.height
    confirmed = chance(rng, count, CONFIRMED_SHARE)
    by_mail, by_both = chance(rng, count, MAIL_SHARE), chance(rng, count, BOTH_SHARE)
    asked = callers.with_columns(as_known(pl.col("day"))).select(
        "number",
        noted_name=pl.when(chance(rng, count, NAME_SHARE)).then("name"),
        noted_mail=pl.when(confirmed & by_mail).then("email"),
        noted_zip=pl.when(confirmed & (~by_mail | pl.col("email").is_null() | by_both)).then(
            "postal_code"
        ),
    )
    on_card = ("noted_name", "noted_mail", "noted_zip")
    cards = asked.select(
        pl.when(pl.col("number").is_not_null()).then(pl.col(c).first().over("number")).alias(c)
        for c in on_card
    )
    return calls.hstack(cards)
