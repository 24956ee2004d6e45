"""Rules on distribution: shares and means stay where they may be, and near the version before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.audit.expected import (
    Audited,
    Expected,
    Rule,
    observed_number,
    observed_share,
    share_text,
)
from pipelines.audit.profile import Batch
from pipelines.audit.thresholds import Threshold
from pipelines.sql_text import quoted

UNKNOWN = -1
NOT_SCORED = "not_scored"

# Weight of codes that the version before did not have: with none, a new code is infinitely far.
NEW_CODES_WEIGHT = 0.01

NOT_NULL = "ExpectColumnValuesToNotBeNull"
NOT_IN_SET = "ExpectColumnValuesToNotBeInSet"


def _rows(threshold: Threshold, table: str) -> Batch:
    among = threshold.among_column
    return Batch(table, f"{quoted(among)} is not null" if among else None)


def _last_month(table: str) -> Batch:
    relation = quoted(*table.split(".", 1))
    return Batch(table, f"month_end_date = (select max(month_end_date) from {relation})")


def _share(
    threshold: Threshold,
    batch: Batch,
    kind: str,
    arguments: Mapping[str, Any],
    most: float,
    words: str,
) -> Expected:
    return Expected(
        threshold=threshold,
        batch=batch,
        kind=kind,
        arguments={"column": threshold.column_name, "mostly": max(0.0, 1 - most), **arguments},
        words=words,
        bound=f"at most {share_text(min(1.0, most))}",
        observe=observed_share,
    )


def unknown_share(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect few references to the unknown member."""
    words = "Few rows are of the unknown member"
    values = {"value_set": [UNKNOWN]}
    yield _share(threshold, _rows(threshold, table), NOT_IN_SET, values, threshold.value, words)


def unknown_rise(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect not many more references to the unknown member than before."""
    batch = _rows(threshold, table)
    before = _before(threshold, batch, audited, f"{_column(threshold)} = {UNKNOWN}")
    if before is not None:
        words = f"Share of the unknown member stays near {share_text(before)}"
        values = {"value_set": [UNKNOWN]}
        yield _share(threshold, batch, NOT_IN_SET, values, before + threshold.value, words)


def null_share(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect few empty values."""
    among = f" where {threshold.among_column} is filled" if threshold.among_column else ""
    words = f"Is seldom empty{among}"
    yield _share(threshold, _rows(threshold, table), NOT_NULL, {}, threshold.value, words)


def null_rise(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect not many more empty values than before."""
    batch = _rows(threshold, table)
    before = _before(threshold, batch, audited, f"{_column(threshold)} is null")
    if before is not None:
        words = f"Share of empty values stays near {share_text(before)}"
        yield _share(threshold, batch, NOT_NULL, {}, before + threshold.value, words)


def not_scored_share(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect that some customers of the last month are scored."""
    words = "Some customers of the last month are scored: share that is not"
    values = {"value_set": [NOT_SCORED]}
    yield _share(threshold, _last_month(table), NOT_IN_SET, values, threshold.value, words)


def not_scored_rise(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect not many more customers without a score than before."""
    batch = _last_month(table)
    before = _before(threshold, batch, audited, f"{_column(threshold)} = '{NOT_SCORED}'")
    if before is not None:
        words = f"Share of customers without a score stays near {share_text(before)}"
        values = {"value_set": [NOT_SCORED]}
        yield _share(threshold, batch, NOT_IN_SET, values, before + threshold.value, words)


def score_mean_from(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect the mean of a score not below the band."""
    yield from _mean(threshold, table, audited, "min_value", "at least")


def score_mean_to(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect the mean of a score not above the band."""
    yield from _mean(threshold, table, audited, "max_value", "at most")


def _mean(
    threshold: Threshold, table: str, audited: Audited, end: str, end_text: str
) -> Iterator[Expected]:
    batch = _last_month(table)
    if audited.candidate.share(batch, f"{_column(threshold)} is not null"):
        yield Expected(
            threshold=threshold,
            batch=batch,
            kind="ExpectColumnMeanToBeBetween",
            arguments={"column": threshold.column_name, end: threshold.value},
            words="Mean of the last month lies within its band",
            bound=f"{end_text} {threshold.value:g}",
            observe=observed_number,
        )


def drift(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect the codes of the last month to be spread nearly as before."""
    previous = audited.compared(table)
    if previous is None or not previous.has(table, threshold.column_name):
        return
    batch = _last_month(table)
    before = previous.distribution(batch, threshold.column_name or "")
    yield Expected(
        threshold=threshold,
        batch=batch,
        kind="ExpectColumnKLDivergenceToBeLessThan",
        arguments={
            "column": threshold.column_name,
            "partition_object": {"values": list(before), "weights": list(before.values())},
            "threshold": threshold.value,
            "tail_weight_holdout": NEW_CODES_WEIGHT,
        },
        words="Codes of the last month are spread nearly as before",
        bound=f"at most {threshold.value:g}",
        observe=observed_number,
    )


def _column(threshold: Threshold) -> str:
    return quoted(threshold.column_name or "")


def _before(threshold: Threshold, batch: Batch, audited: Audited, condition: str) -> float | None:
    """Return the share in the previous version, if the table is compared and had the column."""
    previous = audited.compared(batch.table)
    needed = (threshold.column_name, threshold.among_column)
    if previous is None or not all(previous.has(batch.table, name) for name in needed if name):
        return None
    return previous.share(batch, condition)


RULES: dict[str, Rule] = {
    "unknown_share": unknown_share,
    "unknown_rise": unknown_rise,
    "null_share": null_share,
    "null_rise": null_rise,
    "not_scored_share": not_scored_share,
    "not_scored_rise": not_scored_rise,
    "score_mean_from": score_mean_from,
    "score_mean_to": score_mean_to,
    "drift": drift,
}
