"""The truth about dirt is true: what it names breaks the rule that it names; every rule occurs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import demo_reading as reading
import polars as pl
import pytest
from conftest import Generated

from pipelines.landing.source import Feed
from schemas import CONTRACTS

RECORD_RULES = {
    "cast", "not_nullable", "isin", "str_matches", "str_length", "greater_than_or_equal_to",
    "greater_than", "less_than_or_equal_to", "skipped_hour", "not_after_delivery",
    "closed_after_engaged", "ended_after_started", "malformed",
}  # fmt: skip
FILE_RULES = {"torn", "empty", "wrong_encoding", "missing_column", "wrong_format", "no_date"}
BERLIN = ZoneInfo("Europe/Berlin")


def as_number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value).replace(",", "."))
    except InvalidOperation:
        return None


def as_time(value: Any, pattern: str | None) -> datetime | None:
    """Return a local or absolute time, or nothing where the value is none."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.strptime(str(value), pattern) if pattern else datetime.fromisoformat(value)
    except ValueError:
        return None


def is_convertible(value: Any, dtype: pl.DataType, feed: Feed) -> bool:
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        pattern = feed.formats.date if dtype == pl.Date else feed.formats.time
        return as_time(value, pattern) is not None
    if dtype == pl.Boolean:
        return str(value).lower() in ("true", "false", "0", "1")
    return as_number(value) is not None


def is_below(value: Any, bound: Any, feed: Feed) -> bool:
    if isinstance(bound, date):
        found = value if isinstance(value, date) else as_time(value, feed.formats.time)
        assert found is not None
        return (found.date() if isinstance(found, datetime) else found) < bound
    number = as_number(value)
    assert number is not None
    return number < bound


def is_skipped(value: Any, feed: Feed) -> bool:
    local = as_time(value, feed.formats.time)
    assert local is not None
    there_and_back = local.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN)
    return there_and_back.replace(tzinfo=None) != local


def is_late(value: Any, feed: Feed, delivered: date) -> bool:
    found = as_time(value, feed.formats.time)
    assert found is not None
    moment = found if found.tzinfo else found.replace(tzinfo=BERLIN)
    return moment >= datetime.combine(delivered + timedelta(days=1), time(), BERLIN)


def breaks(
    record: dict[str, Any], entity: str, column: str, rule: str, feed: Feed, delivered: date
) -> bool:
    if rule == "closed_after_engaged":
        return bool(record["closed_date"] < record["engaged_date"])
    if rule == "ended_after_started":
        return bool(record["ended_on"] < record["started_on"])
    declared, value = CONTRACTS[entity].to_schema().columns[column], record[column]
    bounds = {check.name: check.statistics for check in declared.checks}
    verdicts = {
        "cast": lambda: value is not None and not is_convertible(value, declared.dtype.type, feed),
        "not_nullable": lambda: value is None and not declared.nullable,
        "isin": lambda: value not in bounds[rule]["allowed_values"],
        "str_matches": lambda: not re.match(str(bounds[rule]["pattern"]), value),
        "str_length": lambda: len(value) < bounds[rule]["min_value"],
        "greater_than_or_equal_to": lambda: is_below(value, bounds[rule]["min_value"], feed),
        "greater_than": lambda: as_number(value) <= bounds[rule]["min_value"],
        "less_than_or_equal_to": lambda: as_number(value) > bounds[rule]["max_value"],
        "skipped_hour": lambda: is_skipped(value, feed),
        "not_after_delivery": lambda: is_late(value, feed, delivered),
    }
    return bool(verdicts[rule]())


def bad_records(small: Generated) -> pl.DataFrame:
    return small.dirt.filter(pl.col("record").is_not_null() & (pl.col("rule") != "duplicate"))


def test_every_bad_record_breaks_the_rule_that_the_truth_names(small: Generated) -> None:
    judged = 0
    for (path, name), traces in bad_records(small).group_by("path", "entity"):
        feed = reading.feed_of(str(path))
        entity = feed.entities[str(name)]
        rows = reading.source_rows(small.raw, str(path), entity, small.bad_lines(str(path)))
        records = reading.mapped(rows[[record - 1 for record in traces["record"]]], entity)
        for record, rule in zip(records, traces["rule"], strict=True):
            column, broken = rule.split(":")
            delivered = reading.delivered_on(str(path))
            assert breaks(record, str(name), column, broken, feed, delivered), (path, name, rule)
            judged += 1
    assert judged > 500


def test_every_malformed_line_is_no_record(small: Generated) -> None:
    lines = small.dirt.filter(pl.col("rule") == "*:malformed")
    for path, line in lines.select("path", "line").unique().iter_rows():
        feed = reading.feed_of(path)
        found = reading.text(small.raw / path, feed.options.encoding).splitlines()[line - 1]
        if feed.reader == "csv":
            heading = reading.text(small.raw / path, feed.options.encoding).splitlines()[0]
            assert found.count(feed.options.delimiter) != heading.count(feed.options.delimiter)
        else:
            with pytest.raises(pl.exceptions.ComputeError):
                pl.read_ndjson(found.encode())
    assert lines.height > 20


def test_every_rule_occurs(small: Generated) -> None:
    rules = small.dirt.filter(pl.col("outcome") == "quarantined")["rule"]
    assert set(rules.str.split(":").list.last()) == RECORD_RULES
    files = small.dirt.filter(pl.col("outcome") == "rejected")["rule"]
    assert set(files) == FILE_RULES
    assert {"repeat", "superseded", "late", "duplicate"} <= set(small.dirt["rule"])


def test_some_records_break_several_rules(small: Generated) -> None:
    broken = bad_records(small).group_by("path", "entity", "record").len()
    assert broken["len"].max() == 2


def test_a_revision_differs_from_what_it_supersedes_in_the_bad_records_only(
    small: Generated,
) -> None:
    for path in small.dirt.filter(pl.col("rule") == "superseded")["path"]:
        feed = reading.feed_of(path)
        entity = next(iter(feed.entities.values()))
        revised = re.sub(r"(\d{4}-\d{2}-\d{2})", r"\1.r2", path)
        old = reading.source_rows(small.raw, path, entity, small.bad_lines(path))
        new = reading.source_rows(small.raw, revised, entity)
        # What was exported twice stands at the end of the older file.
        old = old.head(new.height)
        differing = {
            number
            for number, (a, b) in enumerate(zip(old.rows(), new.rows(), strict=True), 1)
            if a != b
        }
        named = bad_records(small).filter(pl.col("path") == path)["record"]
        assert differing == set(named)


def test_no_delivery_holds_more_bad_records_than_its_source_tolerates(small: Generated) -> None:
    bad = small.dirt.filter(pl.col("outcome") == "quarantined")
    counted = bad.group_by("source", "path", "entity").agg(
        pl.struct("record", "line").n_unique().alias("bad")
    )
    for source, path, name, count in counted.iter_rows():
        feed = reading.feed_of(path)
        rows = reading.source_rows(small.raw, path, feed.entities[name], small.bad_lines(path))
        tolerance = reading.SOURCES[source].tolerance or 0.05
        assert count <= tolerance * rows.height, (path, name)
