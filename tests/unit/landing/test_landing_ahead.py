"""Small deliveries are read ahead: nothing that lands, and no error, tells that they were."""

from __future__ import annotations

import threading

import duckdb
import pytest

from pipelines.landing import ahead, inserts
from pipelines.landing.ahead import reading_ahead
from pipelines.landing.contents import Contents
from pipelines.landing.detection import find
from pipelines.landing.intake import open_intake
from pipelines.landing.source import SourceError
from tests.unit.landing.landing_project import RATE_MAP, Project

HEADER = "day,cur,rate\n"
NAMES = ["f-2024-01-31", "f-2024-02-29", "f-2024-02-29.r2", "f-2024-03-31", "f-2024-04-30", "f-x"]
TEXTS = [
    HEADER + "2024-01-31,USD,1.1\n2024-01-31,DOLLAR,1.1\nbroken\n",
    HEADER + "2024-02-29,USD,1.2\n",
    HEADER + "2024-02-29,USD,1.3\n",
    HEADER + "2024-02-29,USD,1.2\n",  # repeats what the revision replaced
    "day,cur\n2024-04-30,USD\n",  # lacks a column
    HEADER + "2024-05-31,USD,1.2\n",  # has no date
]
LEDGER = (
    "select path, status, rule, detail, same_as, superseded_by, records_read, records_loaded, "
    "records_quarantined from ledger.delivery left join ledger.delivery_entity "
    "using (delivery_id) order by path"
)


def deliver(project: Project) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    for name, text in zip(NAMES, TEXTS, strict=True):
        project.deliver(name, text)


def landed(project: Project) -> list[object]:
    project.land()
    kept = "select * exclude (_run)"
    return [
        project.fetch(LEDGER),
        project.fetch(f"{kept} from raw.exchange_rate order by all"),
        project.fetch(f"{kept} from quarantine.exchange_rate order by all"),
    ]


@pytest.mark.parametrize(("setting", "value"), [("SMALL", -1), ("ENOUGH_ROWS", 1)])
def test_what_is_read_ahead_lands_as_what_is_not(
    project: Project, monkeypatch: pytest.MonkeyPatch, setting: str, value: int
) -> None:
    """Neither does it matter that a delivery has more rows than may wait for their turn."""
    deliver(project)
    before = landed(project)
    project.connection.execute(
        "delete from raw.exchange_rate; delete from quarantine.exchange_rate; "
        "delete from ledger.file; delete from ledger.delivery; delete from ledger.delivery_entity"
    )
    monkeypatch.setattr(ahead if setting == "SMALL" else inserts, setting, value)
    assert landed(project) == before


def test_the_next_delivery_is_read_while_one_is_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(project)
    is_read = {name: threading.Event() for name in NAMES}
    original = Contents.read

    def read(self: Contents, intake: duckdb.DuckDBPyConnection) -> None:
        original(self, intake)
        is_read[self.found.path].set()

    monkeypatch.setattr(Contents, "read", read)
    with (
        open_intake(project.settings) as intake,
        reading_ahead(project.connection, intake, project.settings, project.source, 1) as ahead,
    ):
        for found, _ in ahead.each(find(project.settings, project.source)):
            if found.path == NAMES[0]:
                assert is_read[NAMES[1]].wait(timeout=30)
                assert not is_read[NAMES[2]].is_set()
                break
    assert project.fetch("from raw.exchange_rate") == []


def test_an_error_in_reading_ahead_is_raised_at_its_delivery(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(project)
    original = Contents.read

    def read(self: Contents, intake: duckdb.DuckDBPyConnection) -> None:
        if self.found.path == NAMES[1]:
            raise SourceError("cannot be bound")
        original(self, intake)

    monkeypatch.setattr(Contents, "read", read)
    with pytest.raises(SourceError):
        project.land()
    assert project.fetch("select path from ledger.delivery where path <> 'f-x'") == [(NAMES[0],)]
    monkeypatch.undo()
    assert len(project.land()) == len(NAMES) - 2
