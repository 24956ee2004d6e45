"""Rules on volume: no table is empty, or much smaller than in the version before, unnoticed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pipelines.audit.expected import Audited, Expected, Rule, observed_rows, rows_text
from pipelines.audit.profile import Batch
from pipelines.audit.thresholds import Threshold

RFM_MEMBERS = "scheme_code = 'rfm' and is_current"


def _count(
    threshold: Threshold, batch: Batch, least: float | None, most: float | None, words: str
) -> Expected:
    return Expected(
        threshold=threshold,
        batch=batch,
        kind="ExpectTableRowCountToBeBetween",
        arguments={"min_value": least, "max_value": most},
        words=words,
        bound=_bound(least, most),
        observe=observed_rows,
    )


def _bound(least: float | None, most: float | None) -> str:
    if most is None:
        return f"at least {rows_text(least or 0)}"
    if least is None:
        return f"at most {rows_text(most)}"
    if least == most:
        return f"exactly {rows_text(most)}"
    return f"{least:,.0f} to {rows_text(most)}"


def rows_counted(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Hold the table against the count that the file gives of it."""
    rows, slack = audited.candidate.tables[table], threshold.value
    words = "Holds the rows that meta.table_stats counts"
    yield _count(threshold, Batch(table), rows - slack, rows + slack, words)


def rows_present(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect rows where raw has records for everything that the table is built from."""
    before = audited.previous.tables.get(table, 0) if audited.previous else 0
    if threshold.value > 0 and (before > 0 or table in audited.candidate.fed_tables):
        words = "Is not empty, since its sources delivered"
        yield _count(threshold, Batch(table), threshold.value, None, words)


def rows_kept(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect most of the rows of the previous version."""
    before = audited.previous.tables.get(table, 0) if audited.previous else 0
    if before >= audited.compared_from:
        least = math.ceil(before * threshold.value)
        words = f"Keeps at least {100 * threshold.value:.0f} % of the {rows_text(before)} it had"
        yield _count(threshold, Batch(table), least, None, words)


def rows_grown(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect no multiple of the rows of the previous version."""
    before = audited.previous.tables.get(table, 0) if audited.previous else 0
    if before >= audited.compared_from:
        words = f"Grows to at most {threshold.value:g} times the {rows_text(before)} it had"
        yield _count(threshold, Batch(table), None, math.floor(before * threshold.value), words)


def segments_complete(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect each customer of the last month to be in one RFM segment, and no other."""
    customers = audited.candidate.number(
        "select count(distinct customer_key) from core.fct_customer_month "
        "inner join core.dim_customer using (customer_key) "
        "where is_customer and customer_key <> -1 and month_end_date = "
        "(select max(month_end_date) from core.fct_customer_month)"
    )
    least, most = customers - threshold.value, customers + threshold.value
    words = "RFM segments have as many current members as there are customers"
    yield _count(threshold, Batch(table, RFM_MEMBERS), least, most, words)


RULES: dict[str, Rule] = {
    "rows_counted": rows_counted,
    "rows_present": rows_present,
    "rows_kept": rows_kept,
    "rows_grown": rows_grown,
    "segments_complete": segments_complete,
}
