"""Answers to the quarterly survey of customers who bought, as the survey tool exports them.

Belongs here: forms and answers. Does not belong here: complaints.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.demo.calendar import Calendar
from pipelines.demo.spelling import as_known, chance

ASKED_SHARE = 0.1
ANONYMOUS_SHARE = 0.12
# Of those who give an address, for the prize draw.
NAMED_SHARE = 0.9
PLACED_SHARE = 0.9
QUESTIONS = (
    ("Q1", "SQ", "reliability"), ("Q2", "SQ", "tangibles"), ("Q3", "SQ", "responsiveness"),
    ("Q4", "SQ", "assurance"), ("Q5", "SQ", "empathy"), ("Q6", "CSAT", None), ("Q7", "WK", None),
    ("Q8", "NPS", None), ("Q9", "TXT", None),
)  # fmt: skip
REMARKS = (
    "Alles bestens, gern wieder",
    "Lieferung dauerte zu lang",
    "Werkstatt sehr freundlich; Preis hoch",
    "Akku hält weniger als gedacht",
    "很满意",
    "OK",
)


def _forms(
    rng: np.random.Generator, orders: pl.DataFrame, known: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    bought = orders.filter(pl.col("origin").is_null() & ~pl.col("anonymous"))
    asked = bought.filter(pl.lit(pl.Series(rng.random(bought.height))) < ASKED_SHARE)
    forms = asked.select("entity", "employee_id", bought="day").join(
        known.drop("currency", "country", "since", strict=False),
        on="entity",
        how="inner",
        maintain_order="left",
    )
    count = forms.height
    forms = forms.with_columns(as_known(pl.col("bought")))
    return forms.with_columns(
        day=np.floor(forms["bought"].to_numpy()) + rng.uniform(10, 30, count),
        mood=pl.Series(rng.normal(5.3, 1.1, count)),
        party_id=pl.when(~chance(rng, count, ANONYMOUS_SHARE)).then("email"),
        remark=pl.Series(REMARKS).gather(rng.choice(len(REMARKS), count)),
        form=pl.int_range(pl.len()),
    )


def _signed(rng: np.random.Generator, forms: pl.DataFrame) -> pl.DataFrame:
    """Return name and postal code of each form, as far as its author gives them."""
    given = pl.col("party_id").is_not_null()
    return forms.select(
        "form",
        signed_name=pl.when(given & chance(rng, forms.height, NAMED_SHARE)).then("name"),
        signed_zip=pl.when(given & chance(rng, forms.height, PLACED_SHARE)).then("postal_code"),
    )


def _whole(values: np.ndarray) -> pl.Expr:
    return pl.lit(pl.Series(values.astype(np.int64))).cast(pl.String)


def answer_rows(
    rng: np.random.Generator, orders: pl.DataFrame, known: pl.DataFrame, calendar: Calendar
) -> pl.DataFrame:
    """Return the answers of all deliveries: a form has one row a question."""
    forms = _forms(rng, orders, known, calendar)
    columns = ("entity", "employee_id", "day", "mood", "party_id", "remark", "form")
    questions = pl.DataFrame(QUESTIONS, schema=["question", "measure", "dimension"], orient="row")
    answers = forms.select(columns).join(questions, how="cross", maintain_order="left_right")
    count = answers.height
    seven = np.clip(np.round(answers["mood"].to_numpy() + rng.normal(0, 0.9, count)), 1, 7)
    ten = np.clip(
        np.round((answers["mood"].to_numpy() - 1) * 10 / 6 + rng.normal(0, 1.2, count)), 0, 10
    )
    wish = np.clip(np.round(rng.normal(6.1, 0.7, count)), 1, 7)
    servqual, text = pl.col("measure") == "SQ", pl.col("measure") == "TXT"
    at = calendar.moment(answers["day"].to_numpy())
    dates = calendar.deliveries("quarterly")
    rows = answers.with_columns(at=at).with_columns(
        _delivered=calendar.first_delivery(dates, pl.col("at")),
        expected=pl.when(servqual).then(_whole(wish)),
        perceived=pl.when(servqual).then(_whole(seven)).when(~text).then(_whole(ten)),
    )
    return (
        rows.filter(pl.col("_delivered").is_not_null())
        .join(_signed(rng, forms), on="form", how="left", maintain_order="left")
        .sort("_delivered", "form", "question")
        .select(
            "_delivered",
            "entity",
            answer_id=pl.format("F{}.{}", pl.col("form") + 1, "question"),
            survey=pl.format("KZ-{}-Q{}", pl.col("at").dt.year(), pl.col("at").dt.quarter()),
            form=pl.format("F{}", pl.col("form") + 1),
            question="question",
            measure="measure",
            dimension="dimension",
            answered=pl.col("at").dt.strftime("%Y-%m-%d %H:%M:%S"),
            respondent="party_id",
            name="signed_name",
            zip="signed_zip",
            employee="employee_id",
            expected="expected",
            perceived="perceived",
            remark=pl.when(text).then("remark"),
            panel=pl.lit("A"),
        )
    )
