"""The company behaves as one: parties in several systems, lifecycles, and what makes joins hard."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

import duckdb
import polars as pl
import pytest
from conftest import Generated


@pytest.fixture(scope="module")
def orders(small: Generated) -> pl.DataFrame:
    paths = sorted(
        path
        for path in (small.raw / "web_shop").glob("orders-*.parquet")
        if path.stem != "orders-2025-01-14"  # torn
    )
    return pl.concat(pl.read_parquet(path) for path in paths)


@pytest.fixture(scope="module")
def records(small: Generated, orders: pl.DataFrame) -> pl.DataFrame:
    """Parties of three systems with normalised e-mail and telephone, beside who they are."""
    last = sorted((small.raw / "crm").glob("crm-*"))[-1]
    with sqlite3.connect(last) as connection:
        accounts = pl.read_database(
            "select account_id, email, mobile, register_no from accounts", connection
        )
    desk = duckdb.sql(
        f"from read_json('{small.raw}/service_desk/requests-*.jsonl', ignore_errors = true, "
        "format = 'newline_delimited')"
    ).pl()
    named = orders.filter(pl.col("customer_name").is_not_null())
    known = pl.concat(
        [
            named.select(
                source=pl.lit("web_shop"),
                party_id="customer_no",
                email="customer_email",
                phone="customer_phone",
                national_id="vat_no",
            ),
            accounts.select(
                source=pl.lit("crm"),
                party_id="account_id",
                email="email",
                phone="mobile",
                national_id="register_no",
            ),
            desk.select(
                source=pl.lit("service_desk"),
                party_id="requester_id",
                email="requester_mail",
                phone="requester_phone",
                national_id=pl.lit(None, pl.String),
            ),
        ]
    )
    digits = pl.col("phone").str.replace_all(r"\D", "").str.tail(7)
    return (
        known.with_columns(email=pl.col("email").str.to_lowercase(), phone=digits)
        .unique()
        .join(small.party.select("source", "party_id", "entity"), on=["source", "party_id"])
    )


def matched(records: pl.DataFrame, value: str) -> pl.DataFrame:
    """Return pairs of records of different systems that share a value."""
    named = (
        records.filter(pl.col(value).is_not_null())
        .select("source", "party_id", "entity", value)
        .unique()
    )
    pairs = named.join(named, on=value).filter(pl.col("source") < pl.col("source_right"))
    return pairs.select(
        "source", "party_id", "entity", "source_right", "party_id_right", "entity_right"
    ).unique()


def test_exact_values_find_most_of_the_same_parties_and_leave_some(records: pl.DataFrame) -> None:
    found = pl.concat(
        matched(records, value) for value in ("email", "phone", "national_id")
    ).unique()
    who = records.select("source", "party_id", "entity").unique()
    true = who.join(who, on="entity").filter(pl.col("source") < pl.col("source_right"))
    right = found.filter(pl.col("entity") == pl.col("entity_right"))
    assert right.height / found.height > 0.95
    assert 0.75 < right.height / true.height < 0.985


def test_an_email_address_is_one_party_s(records: pl.DataFrame) -> None:
    found = matched(records, "email")
    assert (found["entity"] == found["entity_right"]).mean() > 0.995


def test_the_truth_knows_every_party_of_the_files(small: Generated, orders: pl.DataFrame) -> None:
    named = set(orders["customer_no"].drop_nulls()) - {""}
    assert named <= set(small.party.filter(pl.col("source") == "web_shop")["party_id"])
    assert set(small.party["source"]) == {
        "web_shop",
        "crm",
        "call_centre",
        "service_desk",
        "surveys",
    }
    assert small.party.select("source", "party_id").is_duplicated().sum() == 0


def test_families_share_telephones(small: Generated, records: pl.DataFrame) -> None:
    shop = records.filter((pl.col("source") == "web_shop") & pl.col("phone").is_not_null())
    shared = shop.group_by("phone").agg(pl.col("entity").n_unique()).filter(pl.col("entity") > 1)
    assert shared.height >= 10


def test_names_stand_in_both_scripts(small: Generated) -> None:
    last = sorted((small.raw / "crm").glob("crm-*"))[-1]
    with sqlite3.connect(last) as connection:
        rows = connection.execute("select name, native_name from accounts").fetchall()
    native = [name for name, native in rows if native]
    assert native
    assert any(name.isascii() for name in native)
    assert any(not name.isascii() for name in native)


def test_customers_are_described_later_or_never(orders: pl.DataFrame) -> None:
    customers = orders.filter(pl.col("customer_no").is_not_null() & (pl.col("customer_no") != ""))
    first = pl.col("ordered_at").filter(pl.col("customer_name").is_not_null()).min()
    seen = customers.group_by("customer_no").agg(
        pl.col("ordered_at").min(), first.alias("named_at")
    )
    assert seen["named_at"].null_count() > 5
    assert seen.filter(pl.col("named_at") > pl.col("ordered_at")).height > 5


def test_customers_come_go_and_come_back(small: Generated, orders: pl.DataFrame) -> None:
    year = pl.col("ordered_at").dt.year()
    behaviour = small.party.filter(pl.col("source") == "web_shop").select("party_id", "behaviour")
    counted = (
        orders.unique("order_no")
        .join(behaviour, left_on="customer_no", right_on="party_id")
        .group_by("behaviour")
        .agg((year == 2024).sum().alias("before"), (year == 2026).sum().alias("after"), pl.len())
    )
    share = {row["behaviour"]: row["after"] / row["before"] for row in counted.to_dicts()}
    assert share["growing"] > share["stable"] > share["declining"] > share["ended"]
    assert set(small.party["behaviour"]) == {
        "one_time", "stable", "growing", "declining", "ended", "reactivated", "prospect"
    }  # fmt: skip


def test_goods_come_back_in_several_currencies(orders: pl.DataFrame) -> None:
    lines = orders.explode("lines").unnest("lines")
    assert lines.filter(pl.col("is_credit_note"))["qty"].max() < 0
    assert {"STORNO", "RETOUR"} <= set(orders["status"])
    assert {"EUR", "CHF", "GBP", "USD"} <= set(orders["currency"])


def test_an_order_comes_again_as_its_state_changes(orders: pl.DataFrame) -> None:
    versions = orders.unique(["order_no", "status"]).group_by("order_no").len()
    assert versions.filter(pl.col("len") > 1).height > 100


def test_accounts_vanish_from_the_crm(small: Generated) -> None:
    gone = 0
    paths = [
        path for path in sorted((small.raw / "crm").glob("crm-*")) if path.stat().st_size > 9_999
    ]
    snapshots = []
    for path in paths:
        with sqlite3.connect(path) as connection:
            snapshots.append(
                {row[0] for row in connection.execute("select account_id from accounts")}
            )
    for before, after in pairwise(snapshots):
        gone += len(before - after - {None})
    assert 5 < gone < 200


def test_the_pound_comes_late(small: Generated) -> None:
    rates = duckdb.sql(
        "select currency, datediff('day', date::date, right(filename, 14)[:10]::date) as days "
        f"from read_csv('{small.raw}/exchange_rates/rates-*.csv', filename = true, "
        "union_by_name = true, all_varchar = true) "
        "where rate is not null and currency in ('GBP', 'USD')"
    ).pl()
    days = dict(rates.group_by("currency").agg(pl.col("days").median()).iter_rows())
    assert days["GBP"] > days["USD"] + 25


def test_test_calls_concern_nobody(small: Generated) -> None:
    calls = duckdb.sql(
        f"from read_csv('{small.raw}/call_centre/calls-2025-0*.csv.gz', delim = ';', "
        "all_varchar = true, ignore_errors = true)"
    ).pl()
    tests = calls.filter(pl.col("kind") == "TEST")
    assert tests.height
    assert tests["number"].null_count() == tests.height
