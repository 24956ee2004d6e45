"""Deliveries beside one another: repeats, revisions, snapshots, tolerance, replay and detection."""

from __future__ import annotations

import logging
import os
from datetime import date
from typing import Any

import pytest

from pipelines.landing import detection, land
from pipelines.landing.replay import NoSuchDeliveryError, accept, replay, stale
from tests.unit.landing.landing_project import PRODUCT_MAP, RATE_MAP, Project, content_hashes

HEADER = "day,cur,rate\n"
FIRST = HEADER + "2023-01-01,USD,1\n2024-01-20,CHF,2\n"
SECOND = HEADER + "2023-01-01,USD,9\n"


def rates(project: Project, **entity: Any) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP} | entity})


def statuses(project: Project) -> list[tuple[str, str]]:
    return project.fetch("select path, status from ledger.delivery order by path")


def replayed(project: Project, path: str) -> land.Outcome:
    project.run_id += 1
    (outcome,) = replay(
        project.connection, project.settings, {"shop": project.source}, path, project.run_id
    )
    return outcome


def test_equal_content_under_another_name_is_a_repeat(project: Project) -> None:
    rates(project)
    project.land_one("f-2024-01-31", FIRST)
    outcome = project.land_one("f-2024-02-29", FIRST)
    counts = outcome.counts["exchange_rate"]
    assert (outcome.status, counts.read, counts.repeated) == ("repeat", 2, 2)
    assert len(project.rows("exchange_rate")) == 2
    assert replayed(project, "f-2024-02-29").status == "repeat"
    assert {row[0] for row in project.rows("exchange_rate", "_delivered_on")} == {date(2024, 1, 31)}


@pytest.mark.parametrize(
    "names", [["f-2024-01-10", "f-2024-02-29"], ["f-2024-02-29", "f-2024-01-10"]]
)
def test_of_two_names_the_earlier_date_decides_whichever_came_first(
    project: Project, names: list[str]
) -> None:
    rates(project)
    # A rate that is later than the earlier delivery's day is no event time; an order's is.
    order = {
        "order_id": "cur",
        "order_status_code": "'placed'",
        "ordered_at": "day",
        "currency_code": "'EUR'",
    }
    project.describe({"exchange_rate": {"map": RATE_MAP}, "order": {"map": order}})
    for name in names:
        project.land_one(name, FIRST)
    assert statuses(project) == [("f-2024-01-10", "loaded"), ("f-2024-02-29", "repeat")]
    assert project.rows("exchange_rate", "distinct _delivered_on") == [(date(2024, 1, 10),)]
    assert project.broken("order") == {2: ["ordered_at:not_after_delivery"]}


@pytest.mark.parametrize(
    "names", [["f-2024-01-31", "f-2024-01-31.r2"], ["f-2024-01-31.r2", "f-2024-01-31"]]
)
def test_a_revision_supersedes_in_either_order(project: Project, names: list[str]) -> None:
    rates(project)
    for name in names:
        project.land_one(name, SECOND if name.endswith(".r2") else FIRST)
    assert statuses(project) == [("f-2024-01-31", "superseded"), ("f-2024-01-31.r2", "loaded")]
    assert [int(rate) for (rate,) in project.rows("exchange_rate", "rate")] == [9]
    new, old = project.fetch(
        "select delivery_id, superseded_by from ledger.delivery order by revision desc"
    )
    assert old[1] == new[0]
    if names[0] == "f-2024-01-31":
        assert project.fetch("select key, run_id from ledger.touched order by 1") == [
            ("CHF|EUR|2024-01-20", 2),
            ("USD|EUR|2023-01-01", 2),
        ]


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1), (0, 2, 1)]
)
def test_a_revision_supersedes_through_a_copy_under_another_name(
    project: Project, order: tuple[int, ...]
) -> None:
    rates(project)
    files = [("f-2024-01-31", FIRST), ("f-2024-01-31-copy", FIRST), ("f-2024-01-31.r2", SECOND)]
    project.describe(
        {"exchange_rate": {"map": RATE_MAP}},
        date=r"f-(?P<date>\d{4}-\d{2}-\d{2})(?:\.r(?P<revision>\d+))?",
    )
    for index in order:
        project.land_one(*files[index])
    assert [int(rate) for (rate,) in project.rows("exchange_rate", "rate")] == [9]


def test_changed_content_at_a_path_supersedes_and_may_return(project: Project) -> None:
    rates(project)
    for content, found in ((FIRST, [1, 2]), (SECOND, [9]), (FIRST, [1, 2]), (SECOND, [9])):
        project.land_one("f-2024-01-31", content)
        assert [int(rate) for (rate,) in project.rows("exchange_rate", "rate")] == found
    assert sorted(status for _, status in statuses(project)) == ["loaded", "superseded"]


def test_the_name_before_a_revision_may_end_in_any_letter(project: Project) -> None:
    project.describe(
        {"exchange_rate": {"map": RATE_MAP}},
        date=r"f-(?P<date>\d{4}-\d{2}-\d{2})_order(?:\.r(?P<revision>\d+))?\.csv",
    )
    project.land_one("f-2024-01-31_order.csv", FIRST)
    project.land_one("f-2024-01-31_order.r2.csv", SECOND)
    assert [int(rate) for (rate,) in project.rows("exchange_rate", "rate")] == [9]


def test_an_equal_snapshot_of_another_day_is_no_repeat_and_an_empty_one_is_rejected(
    project: Project,
) -> None:
    project.describe({"product": {"map": PRODUCT_MAP, "mode": "snapshot"}})
    project.land_one("f-2024-01-31", FIRST)
    assert project.land_one("f-2024-02-29", FIRST).status == "loaded"
    assert len(project.rows("product")) == 4
    outcome = project.land_one("f-2024-03-31", HEADER)
    assert (outcome.status, outcome.rule) == ("rejected", "empty")


def test_a_delivery_beyond_tolerance_is_blocked_until_accepted(project: Project) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}}, tolerance=0.4)
    assert project.land_one("f-2024-01-31", FIRST + "x,USD,1\n").status == "loaded"
    assert project.land_one("f-2024-02-29", SECOND + "x,USD,1\n").status == "blocked"
    assert len(project.rows("exchange_rate")) == 2
    assert project.land() == []
    with pytest.raises(NoSuchDeliveryError):
        accept(project.connection, "shop", "f-2024-01-31", "looked at", 3)
    assert accept(project.connection, "shop", "f-2024-02-29", "looked at", 3) == 1
    assert len(project.rows("exchange_rate")) == 3
    assert project.fetch("select accepted_reason from ledger.active_delivery order by 1") == [
        ("looked at",),
        (None,),
    ]
    assert ("USD|EUR|2023-01-01", 3) in project.fetch("select key, run_id from ledger.touched")


def test_a_mended_mapping_makes_deliveries_stale_and_a_replay_lands_them_anew(
    project: Project,
) -> None:
    rates(project)
    project.land_one("f-2024-01-31", HEADER + "01.01.2023,USD,1\n2023-01-02,USD,2\n")
    assert project.broken("exchange_rate") == {1: ["rate_date:cast"]}
    assert stale(project.connection, {"shop": project.source}) == []
    project.describe({"exchange_rate": {"map": RATE_MAP}}, formats={"date": "%d.%m.%Y"})
    assert stale(project.connection, {"shop": project.source}) == ["f-2024-01-31"]
    assert replayed(project, "f-2024-01-31").status == "loaded"
    assert project.rows("exchange_rate", "rate_date, _record, _run") == [(date(2023, 1, 1), 1, 2)]
    assert project.broken("exchange_rate") == {2: ["rate_date:cast"]}
    assert project.fetch("from ledger.touched") == [
        ("exchange_rate", "shop", "USD|EUR|2023-01-02", 2)
    ]
    assert stale(project.connection, {"shop": project.source}) == []
    with pytest.raises(NoSuchDeliveryError, match="no source has such a file"):
        replayed(project, "f-2025-01-01")


def test_a_replay_that_fails_leaves_all_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates(project)
    project.land_one("f-2024-01-31", FIRST)
    before = content_hashes(project.connection), project.fetch("from ledger.delivery")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(land.ledger, "write_file", fail)
    with pytest.raises(OSError, match="disk full"):
        replayed(project, "f-2024-01-31")
    assert (content_hashes(project.connection), project.fetch("from ledger.delivery")) == before
    assert project.fetch("from ledger.touched") == []


def test_a_fault_in_writing_is_not_taken_for_a_torn_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    from pipelines.landing.sink import Sink

    def full(*_: object) -> None:
        raise duckdb.IOException("no space left on device")

    rates(project)
    monkeypatch.setattr(Sink, "_load", full)
    project.deliver("f-2024-01-31", FIRST)
    with pytest.raises(duckdb.IOException):
        project.land()
    assert statuses(project) == []


def test_an_untouched_file_is_not_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates(project)
    project.land_one("f-2024-01-31", FIRST)
    hashed: list[str] = []
    original = detection.content_hash
    monkeypatch.setattr(
        detection, "content_hash", lambda file: hashed.append(file.name) or original(file)
    )
    assert project.land() == []
    assert hashed == []
    before = project.fetch("from ledger.delivery"), project.rows("exchange_rate")
    os.utime(project.settings.raw / "f-2024-01-31", (1, 1))
    assert [one.status for one in project.land()] == ["loaded"]
    assert hashed == ["f-2024-01-31"]
    assert (project.fetch("from ledger.delivery"), project.rows("exchange_rate")) == before
    assert project.land() == []


def test_two_sources_may_read_one_file(project: Project) -> None:
    rates(project)
    project.land_one("f-2024-01-31", FIRST)
    project.source = project.source.model_copy(update={"source": "other"})
    assert [one.status for one in project.land()] == ["loaded"]


def test_each_source_accepts_its_own_delivery_of_one_file(project: Project) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}}, tolerance=0.4)
    project.land_one("f-2024-01-31", SECOND + "x,USD,1\n")
    project.source = project.source.model_copy(update={"source": "other"})
    assert [one.status for one in project.land()] == ["blocked"]
    for source in ("shop", "other"):
        assert accept(project.connection, source, "f-2024-01-31", "looked at", 3) == 1
    assert {status for _, status in statuses(project)} == {"loaded"}


def test_a_rejected_file_lands_once_it_is_whole_or_named_rightly(project: Project) -> None:
    rates(project)
    project.land_one("f-2024-01-31", "day,cur\n")
    project.land_one("f-2024-01-31", FIRST)
    assert statuses(project)[0][0] == "f-2024-01-31"
    assert sorted(status for _, status in statuses(project)) == ["loaded", "rejected"]
    project.land_one("f-undated", SECOND)
    assert project.land_one("f-2024-02-29", SECOND).status == "loaded"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-1-15", date(2024, 1, 15)),
        ("2024-11-5", date(2024, 11, 5)),
        ("20240115", date(2024, 1, 15)),
        ("2024-02-30", None),
        ("202415", None),
        ("", None),
    ],
)
def test_a_date_is_read_by_its_parts(text: str, found: date | None) -> None:
    assert detection.delivery_date({"date": text}) == found


def test_values_are_in_quarantine_and_nowhere_else(
    project: Project, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    canary = "Kanarienvogel"
    caplog.set_level(logging.DEBUG)
    entity = {"map": RATE_MAP | {"rate": "cast(rate as double)"}, "where": "cast(n as int) > 0"}
    project.describe({"exchange_rate": entity}, tolerance=0.1)
    text = (
        "day,cur,rate,n\n" + f"{canary},{canary},{canary},1\n2023-01-01,USD,1,{canary}\n{canary}\n"
    )
    outcomes = [project.land_one("f-2024-01-31", text)]
    outcomes.append(project.land_one("f-2024-02-29", text + f'2023-01-01,USD,1,"{canary}'))
    outcomes.append(project.land_one("f-2024-03-31", b"day,cur\n" + canary.encode() + b"\xe4,\n"))
    assert [one.status for one in outcomes] == ["blocked", "rejected", "rejected"]
    tables = project.fetch(
        "select schema_name, table_name from duckdb_tables() where schema_name <> 'quarantine' "
        "and not temporary"
    )
    said = [str(outcomes), caplog.text, *capfd.readouterr()]
    said += [str(project.fetch(f'from {schema}."{table}"')) for schema, table in tables]
    assert all(canary not in one for one in said)
    assert canary in str(project.fetch("from quarantine.exchange_rate"))


def test_each_rejected_file_keeps_its_line_though_their_contents_are_equal(
    project: Project,
) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    torn = "day,cur\n2023-01-01,USD\n"
    for name in ("f-2024-01-01", "f-2024-01-02", "f-2024-01-01", "f-later"):
        project.deliver(name, torn)
        project.land()
    said = "select path, status, rule from ledger.delivery order by path"
    assert project.fetch(said) == [
        ("f-2024-01-01", "rejected", "missing_column"),
        ("f-2024-01-02", "rejected", "missing_column"),
        ("f-later", "rejected", "no_date"),
    ]
    of_files = "select f.path from ledger.file as f join ledger.delivery using (delivery_id, path)"
    assert len(project.fetch(of_files)) == 3


@pytest.mark.parametrize("names", [("f-later", "f-2024-01-01"), ("f-2024-01-01", "f-later")])
def test_a_file_without_a_date_is_rejected_though_its_content_is_loaded(
    project: Project, names: tuple[str, str]
) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    for name in names:
        project.land_one(name, "day,cur,rate\n2023-01-01,USD,1\n")
    assert statuses(project) == [("f-2024-01-01", "loaded"), ("f-later", "rejected")]
    assert len(project.rows("exchange_rate")) == 1
