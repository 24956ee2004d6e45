"""Rules on freshness: events and deliveries reach up to the day that the version shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipelines.audit.expected import Audited, Expected, Rule, days_before, days_text
from pipelines.audit.profile import Batch
from pipelines.audit.thresholds import Threshold
from pipelines.sql_text import literal


def event_recent(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect the newest event of a fact within so many days before ``as_of``."""
    if audited.candidate.tables[table]:
        yield _recent(threshold, Batch(table), audited, "Newest event is not old")


def delivery_recent(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect the last delivery of each source within so many days before ``as_of``."""
    for source in audited.candidate.sources:
        batch = Batch(table, f"status = 'loaded' and source = {literal(source)}")
        yield _recent(threshold, batch, audited, f"Source {source} still delivers")


def day_advanced(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect the day that is shown within so many days after that of the version before."""
    if audited.previous:
        before = audited.previous.as_of
        yield Expected(
            threshold=threshold,
            batch=Batch(table),
            kind="ExpectColumnMaxToBeBetween",
            arguments={
                "column": threshold.column_name,
                "max_value": before + timedelta(days=threshold.value),
            },
            words="as_of is not far ahead of the version before: a delivery may be dated wrongly",
            bound=f"at most {days_text(threshold.value)} after",
            observe=days_before(before),
        )


def event_not_future(threshold: Threshold, table: str, audited: Audited) -> Iterator[Expected]:
    """Expect no event later than so many days after ``as_of``."""
    if audited.candidate.tables[table]:
        yield Expected(
            threshold=threshold,
            batch=Batch(table),
            kind="ExpectColumnMaxToBeBetween",
            arguments={
                "column": threshold.column_name,
                "max_value": audited.candidate.as_of + timedelta(days=threshold.value),
            },
            words="Newest event is not later than as_of",
            bound=f"at most {days_text(threshold.value)} after",
            observe=days_before(audited.candidate.as_of),
        )


def _recent(threshold: Threshold, batch: Batch, audited: Audited, words: str) -> Expected:
    as_of = audited.candidate.as_of
    return Expected(
        threshold=threshold,
        batch=batch,
        kind="ExpectColumnMaxToBeBetween",
        arguments={
            "column": threshold.column_name,
            "min_value": as_of - timedelta(days=threshold.value),
        },
        words=words,
        bound=f"at most {days_text(threshold.value)} before",
        observe=days_before(as_of),
    )


RULES: dict[str, Rule] = {
    "event_recent": event_recent,
    "event_not_future": event_not_future,
    "day_advanced": day_advanced,
    "delivery_recent": delivery_recent,
}
