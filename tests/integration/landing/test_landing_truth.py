"""The demonstration company lands, and exactly the dirt that was put in comes out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import demo
from pipelines import settings as settings_module
from pipelines.landing.land import Outcome
from pipelines.landing.run import land_source
from pipelines.landing.source import load_sources
from pipelines.warehouse import open_working
from schemas import CONTRACTS


class Company:
    """A landed company and the truth about its deliveries."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        raw = folder / "data" / "raw"
        demo.generate(raw, 60, seed=1)
        settings = settings_module.load(raw=raw, warehouse=folder / "warehouse", threads=1)
        self.connection = connection
        self.raw = raw
        self.truth = pl.read_csv(raw.parent / "truth" / "dirt.csv", infer_schema_length=None)
        self.outcomes: list[Outcome] = [
            outcome
            for source in load_sources(settings).values()
            for outcome in land_source(connection, settings, source, 1)
        ]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("company")
    settings = settings_module.load(warehouse=folder / "warehouse", threads=1)
    with open_working(settings) as connection:
        yield Company(folder, connection)


def quarantined(company: Company) -> dict[tuple[object, ...], set[str]]:
    """Return the rules in quarantine by path, entity, record and line."""
    found: dict[tuple[object, ...], set[str]] = {}
    for entity in CONTRACTS:
        for path, record, line, rules in company.connection.execute(
            f'select d.path, q._record, q._line, q.rules from quarantine."{entity}" as q '
            "join ledger.delivery as d on d.delivery_id = q._delivery"
        ).fetchall():
            assert (path, entity, record, line) not in found
            found[path, entity, record, line] = set(rules)
    return found


def test_quarantine_holds_exactly_the_dirt_under_its_rules(company: Company) -> None:
    wanted: dict[tuple[object, ...], set[str]] = defaultdict(set)
    bad = company.truth.filter(pl.col("entity").is_not_null() & (pl.col("rule") != "duplicate"))
    for row in bad.iter_rows(named=True):
        wanted[row["path"], row["entity"], row["record"], row["line"]].add(row["rule"])
    assert wanted
    assert quarantined(company) == dict(wanted)


def test_rejected_files_carry_exactly_their_rule(company: Company) -> None:
    found = {one.path: one.rule for one in company.outcomes if one.status == "rejected"}
    files = company.truth.filter(pl.col("entity").is_null() & (pl.col("outcome") == "rejected"))
    assert found == dict(files.select("path", "rule").iter_rows())
    assert {"torn", "empty", "wrong_encoding", "missing_column", "wrong_format", "no_date"} <= set(
        found.values()
    )


def test_repeats_and_superseded_files_are_those_of_the_truth(company: Company) -> None:
    files = company.truth.filter(pl.col("entity").is_null())
    wanted = {
        (path.replace("_copy", ""), outcome)
        for path, outcome in files.select("path", "outcome").iter_rows()
        if outcome in ("repeat", "superseded")
    }
    for path, outcome in list(wanted):
        revised = company.raw / re.sub(r"(\.csv\.gz|\.jsonl)$", r".r2\1", path)
        # So small a delivery may have nothing to correct: then its revision repeats it.
        if outcome == "superseded" and revised.read_bytes() == (company.raw / path).read_bytes():
            wanted -= {(path, outcome)}
            wanted |= {(revised.relative_to(company.raw).as_posix(), "repeat")}
    found = company.connection.execute(
        "select replace(path, '_copy', ''), status from ledger.delivery "
        "where status in ('repeat', 'superseded')"
    ).fetchall()
    assert set(found) == wanted
    assert len(found) >= 6


def test_nothing_else_is_set_aside(company: Company) -> None:
    assert {one.status for one in company.outcomes} <= {
        "loaded",
        "rejected",
        "repeat",
        "superseded",
    }


def test_every_record_is_accounted_for(company: Company) -> None:
    entities = company.connection.execute(
        "select delivery_id, entity, records_read, records_loaded, records_repeated, "
        "records_quarantined, records_not_applicable, records_erased, d.status "
        "from ledger.delivery_entity join ledger.delivery as d using (delivery_id)"
    ).fetchall()
    assert len(entities) > 100
    for delivery, entity, read, loaded, repeated, waiting, other, erased, status in entities:
        assert read == loaded + repeated + waiting + other + erased
        if status != "repeat":
            assert loaded == count(company, f'raw."{entity}"', delivery)
            assert waiting == count(company, f'quarantine."{entity}"', delivery)
    assert sum(row[6] for row in entities) > 0
    assert sum(row[4] for row in entities) > 0


def count(company: Company, table: str, delivery: int) -> int:
    row = company.connection.execute(
        f"select count(*) from {table} where _delivery = ?", [delivery]
    ).fetchone()
    assert row is not None
    return int(row[0])
