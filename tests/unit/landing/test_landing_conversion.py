"""Text and typed values become contract columns, or are quarantined under the rule they break."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.landing.mapping import convert, number_text
from pipelines.landing.source import CsvOptions, Feed, Mapping
from schemas import CONTRACTS
from tests.unit.landing.landing_project import RATE_MAP, Project

FEED = Feed.model_construct(reader="csv")
MONEY = "decimal(18, 4)"


def converted(
    value: Any, kind: str, target: str, zone: str = "Europe/Berlin", **mapping: Any
) -> tuple[Any, list[str]]:
    """Return the converted value and the rules that it broke."""
    one = convert("v", kind, target, FEED, Mapping(value="v", **mapping), zone)
    failures = ", ".join(f"({sql})" for sql, _ in one.failures)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        row = connection.execute(
            f"select {one.value}{', ' + failures if failures else ''} "
            f"from (select cast(? as {kind}) as v)",
            [value],
        ).fetchone()
    assert row is not None
    return row[0], [rule for (_, rule), failed in zip(one.failures, row[1:], strict=True) if failed]


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        ("12.50", MONEY, Decimal("12.5000")),
        ("12.50000", MONEY, Decimal("12.5000")),
        ("1.5e2", MONEY, Decimal(150)),
        ("1.234567E3", MONEY, Decimal("1234.5670")),
        ("0e-9", MONEY, Decimal(0)),
        ("+5.", MONEY, Decimal(5)),
        ("-0", "bigint", 0),
        ("7.0", "bigint", 7),
        ("2024-02-29", "date", date(2024, 2, 29)),
        ("2024-02-29 00:00:00", "date", date(2024, 2, 29)),
        ("2024-01-05", "timestamp", datetime(2024, 1, 4, 23)),
        ("2024-01-05 10:00:00", "timestamp", datetime(2024, 1, 5, 9)),
        ("2024-01-05T10:00:00Z", "timestamp", datetime(2024, 1, 5, 10)),
        ("2024-01-05T10:00:00-05:00", "timestamp", datetime(2024, 1, 5, 15)),
        ("2024-01-05 10:00:00.25+0530", "timestamp", datetime(2024, 1, 5, 4, 30, 0, 250000)),
        # An hour that comes twice is its second pass, in standard time.
        ("2024-10-27 02:30:00", "timestamp", datetime(2024, 10, 27, 1, 30)),
        (None, MONEY, None),
        (None, "timestamp", None),
    ],
)
def test_text_that_says_what_the_type_holds_is_converted(
    text: str | None, target: str, value: Any
) -> None:
    assert converted(text, "VARCHAR", target) == (value, [])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("12.34567", MONEY),
        ("1.00001e0", MONEY),
        ("1e20", MONEY),
        ("1.55e-5", MONEY),
        ("1e-30", MONEY),
        ("1.0000000000000000000001e0", MONEY),
        ("n/a", MONEY),
        ("", MONEY),
        ("nan", MONEY),
        ("1.5", "bigint"),
        ("1e-1", "bigint"),
        ("99999999999999999999", "bigint"),
        ("2024-02-30", "date"),
        ("2024-02-29 10:00:00", "date"),
        ("infinity", "date"),
        ("epoch", "date"),
        ("infinity", "timestamp"),
        ("-infinity", "timestamp"),
        ("epoch", "timestamp"),
        ("yesterday", "timestamp"),
    ],
)
def test_text_that_would_lose_something_fails(text: str, target: str) -> None:
    assert converted(text, "VARCHAR", target)[1] == ["cast"]


def test_a_skipped_hour_is_a_rule_of_its_own() -> None:
    assert converted("2024-03-31 02:30:00", "VARCHAR", "timestamp")[1] == ["skipped_hour"]
    assert converted("2024-03-31 02:30:00+02", "VARCHAR", "timestamp")[1] == []
    assert converted("2024-03-31 02:30:00", "TIMESTAMP", "timestamp")[1] == ["skipped_hour"]


@pytest.mark.parametrize("word", ["infinity", "epoch", " -Infinity "])
@pytest.mark.parametrize("target", ["date", "timestamp"])
def test_a_pattern_takes_no_special_word_for_a_date(word: str, target: str) -> None:
    assert "cast" in converted(word, "VARCHAR", target, format="%d.%m.%Y")[1]


def test_patterns_and_zones_of_a_column_go_before_the_source() -> None:
    found = converted("05.01.2024 10:00", "VARCHAR", "timestamp", format="%d.%m.%Y %H:%M")
    assert found == (datetime(2024, 1, 5, 9), [])
    assert converted("2024-01-05 10:00:00", "VARCHAR", "timestamp", zone="UTC")[0].hour == 10


@pytest.mark.parametrize(
    ("value", "kind", "target", "found"),
    [
        (59.97, "DOUBLE", MONEY, Decimal("59.9700")),
        (19.99 * 3, "DOUBLE", MONEY, Decimal("59.9700")),
        (Decimal("1.20"), "DECIMAL(9,2)", MONEY, Decimal("1.2000")),
        (3.0, "DOUBLE", "bigint", 3),
        (5, "INTEGER", "varchar", "5"),
        (date(2024, 1, 5), "DATE", "timestamp", datetime(2024, 1, 4, 23)),
        (datetime(2024, 1, 5, 10), "TIMESTAMP", "timestamp", datetime(2024, 1, 5, 9)),
        (datetime(2024, 1, 5, 10), "TIMESTAMP_NS", "timestamp", datetime(2024, 1, 5, 9)),
        (
            "2024-01-05 10:00:00+02",
            "TIMESTAMP WITH TIME ZONE",
            "timestamp",
            datetime(2024, 1, 5, 8),
        ),
        (datetime(2024, 1, 5), "TIMESTAMP", "date", date(2024, 1, 5)),
    ],
)
def test_typed_values_keep_what_they_say(value: Any, kind: str, target: str, found: Any) -> None:
    assert converted(value, kind, target) == (found, [])


@pytest.mark.parametrize(
    ("value", "kind", "target"),
    [
        (10.12345, "DOUBLE", MONEY),
        (float("nan"), "DOUBLE", MONEY),
        (float("inf"), "DOUBLE", "bigint"),
        (2.5, "DOUBLE", "bigint"),
        (Decimal("1.23456"), "DECIMAL(18,5)", MONEY),
        (Decimal("123456789012345678"), "DECIMAL(38,0)", MONEY),
        (datetime(2024, 1, 5, 10), "TIMESTAMP", "date"),
        ("infinity", "TIMESTAMP", "timestamp"),
        ("infinity", "DATE", "date"),
    ],
)
def test_typed_values_that_would_lose_something_fail(value: Any, kind: str, target: str) -> None:
    assert "cast" in converted(value, kind, target)[1]


@pytest.mark.parametrize(
    ("text", "options", "number"),
    [
        ("1.234,50", {"decimal": ",", "thousands": "."}, Decimal("1234.50")),
        ("1234,5", {"decimal": ","}, Decimal("1234.50")),
        # Without a declared separator nobody knows whether this is a thousand or one.
        ("1.234", {"decimal": ","}, None),
        ("1,234.5", {"thousands": ","}, Decimal("1234.50")),
        ("1,5", {}, None),
    ],
)
def test_decimal_signs_are_read_as_declared(text: str, options: dict, number: Any) -> None:
    sql = f"select try_cast({number_text('v', CsvOptions(**options))} as decimal(18, 2))"
    assert duckdb.execute(f"{sql} from (select ?::varchar as v)", [text]).fetchone() == (number,)


def test_a_value_that_fails_is_one_fault_not_two(project: Project) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    project.land_one("f-2024-01-01", "day,cur,rate\n2023-01-01,USD,x\n2023-01-01,USD,\n,usd,-1\n")
    assert project.broken("exchange_rate") == {
        1: ["rate:cast"],
        2: ["rate:not_nullable"],
        3: ["currency_code:str_matches", "rate:greater_than", "rate_date:not_nullable"],
    }


def test_an_expression_that_raises_quarantines_its_record_only(project: Project) -> None:
    mapping = RATE_MAP | {"rate": "100 / cast(rate as decimal(18, 4))"}
    project.describe({"exchange_rate": {"map": mapping}})
    project.land_one("f-2024-01-01", "day,cur,rate\n2023-01-01,USD,x\n2023-01-02,USD,50\n")
    assert project.broken("exchange_rate") == {1: ["rate:cast"]}
    assert project.rows("exchange_rate", "rate, _record") == [(Decimal(2), 2)]


def test_where_that_is_null_excludes_and_where_that_raises_quarantines(project: Project) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP, "where": "cast(kind as bigint) = 1"}})
    rows = ["1", "2", "", "one"]
    text = "day,cur,rate,kind\n" + "".join(f"2023-01-01,USD,1,{kind}\n" for kind in rows)
    outcome = project.land_one("f-2024-01-01", text)
    assert project.broken("exchange_rate") == {4: ["*:where"]}
    assert outcome.counts["exchange_rate"].not_applicable == 2
    assert len(project.rows("exchange_rate")) == 1


def test_codes_are_translated_and_unknown_ones_quarantined(project: Project) -> None:
    mapping = RATE_MAP | {"currency_code": {"value": "cur", "codes": {"$": "USD", 1: "EUR"}}}
    project.describe({"exchange_rate": {"map": mapping}})
    project.land_one(
        "f-2024-01-01", "day,cur,rate\n2023-01-01,$,1\n2023-01-01,1,1\n2023-01-01,?,1\n"
    )
    assert [row[0] for row in project.rows("exchange_rate", "currency_code")] == ["USD", "EUR"]
    assert project.broken("exchange_rate") == {3: ["currency_code:str_matches"]}


def test_every_contract_fits_into_the_mask() -> None:
    # An expression, a cast and a skipped hour a column, and the where.
    from pipelines.warehouse import contract_types

    for name, contract in CONTRACTS.items():
        bits = {"varchar": 1, "timestamp": 3}
        assert sum(bits.get(kind, 2) for kind in contract_types(contract).values()) < 62, name


def test_parquet_values_keep_their_types(project: Project, tmp_path: Path) -> None:
    mapping = RATE_MAP | {"currency_code": '"Cur rency"', "rate": '"exchange_rate.rate"'}
    project.describe({"exchange_rate": {"map": mapping}}, reader="parquet")
    path = project.deliver("f-2024-01-01", "")
    duckdb.sql(
        "select timestamptz '2023-01-01 00:00:00+00' as at, date '2023-01-01' as DAY, "
        "'USD' as \"Cur rency\", 1.5::double as \"exchange_rate.rate\", 'x'::blob as raw, "
        "[1, 2] as list, 'nan'::double as odd union all "
        "select null, date '2023-01-02', 'usd', 2, null, null, null"
    ).write_parquet(str(path))
    (outcome,) = project.land()
    assert project.rows("exchange_rate", "rate_date, rate") == [(date(2023, 1, 1), Decimal("1.5"))]
    assert project.broken("exchange_rate") == {2: ["currency_code:str_matches"]}
    assert sorted(outcome.unknown_columns) == ["at", "list", "odd", "raw"]
