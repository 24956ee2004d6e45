"""A day's delivery into many records: within bounded memory, and as if all had come at once."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from benchmarks.identity import UNTIL, deliver, make_records
from pipelines import settings as settings_module
from pipelines.identity.overrules import NOTHING, Request, Said
from pipelines.identity.resolution import resolve
from pipelines.identity.scoring import blocking, scored_pairs
from pipelines.landing import run
from pipelines.warehouse import open_working

CONTENT = {
    "pair": "* exclude (_run)",
    "scored_pair": "*",
    "record": "* exclude (_run)",
}


def hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the number of rows of each table with a hash of what they say."""
    return {
        table: connection.execute(
            f"select count(*), bit_xor(hash(row)), sum(hash(row)) "
            f"from (select {columns} from identity.{table}) as row"
        ).fetchall()
        for table, columns in CONTENT.items()
    }


def changed(records: pl.DataFrame) -> pl.DataFrame:
    """Return records with another one's mailbox and number; every third is another one."""
    kept = ("party_id", "source", "party_type_code")
    others = records.select(
        pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.col(column).shift(1)).otherwise(column)
        for column in records.columns
        if column not in kept
    )
    swapped = others.with_columns(pl.col("email").shift(1), pl.col("mobile").shift(2))
    return records.select(*kept).hstack(swapped)


def words(connection: duckdb.DuckDBPyConnection) -> Request:
    """Split two records of each of some customers, and merge the first ones of those."""
    found = connection.execute(
        "select min(record_key), max(record_key) from identity.record group by customer_key "
        "having count(*) > 1 order by customer_key limit 6"
    ).fetchall()
    split = [Said("split", *two, "not one") for two in found[:3]]
    merged = [Said("merge", one[0], other[0], "one") for one, other in pairwise(found[2:])]
    return Request(said=(*split, *merged))


@pytest.mark.parametrize("silent", [2, 3])
def test_whatever_changes_day_by_day_it_is_as_if_all_had_come_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, silent: int
) -> None:
    # Few records are scored as a few of many are.
    monkeypatch.setattr(scored_pairs, "MANY", 1.0)
    monkeypatch.setattr(blocking, "CEILING", 3)
    options = settings_module.load(warehouse=tmp_path)
    records = make_records(1_600).sample(fraction=1.0, shuffle=True, seed=1)
    # Every second or third of them is tied by its scores alone.
    is_reached = pl.int_range(pl.len()) % silent > 0
    records = records.with_columns(
        pl.when(is_reached).then(pl.col(column)) for column in ("email", "phone", "mobile")
    )
    days = [
        records.head(1_000),
        pl.concat([records.slice(1_000, 200), changed(records.slice(100, 60))]),
        changed(records.slice(1_050, 60)),
        records.slice(1_200, 40),
        records.slice(1_240, 40),
        records.slice(1_280, 40),
    ]
    runs = []
    with open_working(options) as connection:
        for number, delivered in enumerate(days):
            day = UNTIL + timedelta(number)
            run_id = run.begin(connection, "a day")
            runs.append(run_id)
            deliver(connection, delivered, day, run_id)
            asked = NOTHING
            if number == 3:
                asked = words(connection)
            if number == 4:
                # One delivery of the second day is taken back, and so are some words.
                taken_back = f"(select min(_delivery) from raw.party where _run = {runs[1]})"
                connection.execute(
                    "insert into ledger.touched select distinct 'party', _source, party_id, "
                    f"{run_id} from raw.party where _delivery = {taken_back};"
                    f"update ledger.delivery set status = 'superseded' "
                    f"where delivery_id = {taken_back};"
                    f"delete from raw.party where _delivery = {taken_back}"
                )
                asked = Request(undone=(1, 4))
            resolve(connection, options, run_id, day, asked)
            by_day = hashes(connection)
            connection.execute("update identity.state set rules_hash = 'older'")
            resolve(connection, options, run.begin(connection, "again"), day)
            assert hashes(connection) == by_day, f"day {number}"
        events = connection.execute("select event, run_id from identity.event").fetchall()
    assert {"new", "merge", "split", "retire"} == {event for event, _ in events}
    assert {(event, runs[3]) for event in ("merge", "split")} <= set(events), "words"


def test_a_day_into_many_records_is_resolved_in_bounded_memory_as_all_at_once(
    tmp_path: Path,
) -> None:
    options = settings_module.load(warehouse=tmp_path, memory_limit="1GB")
    records = make_records(42_000).sample(fraction=1.0, shuffle=True, seed=1)
    later = UNTIL + timedelta(1)
    with open_working(options) as connection:
        connection.execute("set max_temp_directory_size = '0MB'")
        run_id = run.begin(connection, "first")
        deliver(connection, records.slice(2_000), UNTIL, run_id)
        resolve(connection, options, run_id, UNTIL)
        run_id = run.begin(connection, "later")
        deliver(connection, records.head(2_000), later, run_id)
        summary = resolve(connection, options, run_id, later)
        by_day = hashes(connection)
        # As after an upgrade: nothing that was derived is left.
        connection.execute("update identity.state set rules_hash = 'older'")
        at_once = resolve(connection, options, run.begin(connection, "again"), later)
        assert hashes(connection) == by_day
    assert summary.records == at_once.touched_records == 42_000
    assert summary.touched_records == 2_000
