"""Privacy by class: what was delivered is in quarantine and where its class lets it, nowhere else.

Canaries sit in every text column of every feed, in a run that succeeds and in one that dbt fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pytest
from canaries import CANARY, Canaries, in_files, in_tables
from conftest import Done, Project

from pipelines.landing.detection import Found
from pipelines.landing.source import load_sources
from schemas import CONTRACTS

OPEN_CLASSES = {"public", "internal"}
PLACES = {"warehouse/working.duckdb", "warehouse/working.duckdb.wal"}


@dataclass(frozen=True)
class Told:
    """A project with canaries, and what its two runs printed."""

    project: Project
    planted: dict[str, tuple[str, str]]
    succeeded: Done
    failed: Done


@pytest.fixture(scope="module")
def told(make_project: Callable[[str], Project], lying: list[Found]) -> Told:
    project = make_project("canaries")
    for source in (project.folder / "sources").glob("*.yml"):
        # The files of so small a company are short: the canaries are more than their share.
        lines = source.read_text().splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("tolerance:")]
        source.write_text("".join([*kept, "tolerance: 1\n"]))
    canaries = Canaries()
    sources = load_sources(project.settings)
    last = {(one.source, one.feed): one for one in lying if "Nachtrag" not in one.path}
    last_orders = last.pop(("web_shop", "orders"))
    for one in (*last.values(), last_orders):
        project.deliver([one])
        file = project.folder / "data/raw" / one.path
        feed = sources[one.source].feeds[one.feed]
        canaries.plant(file, feed, f"{one.source}.{one.feed}")
    succeeded = project.run("run")
    # A fact that lost rows: dbt's checks find it, as soon as there is something new to build.
    with duckdb.connect(str(project.settings.working)) as connection:
        connection.execute("delete from core.fct_order_line")
    project.deliver([one for one in lying if one.source == "surveys"][:1])
    return Told(project, canaries.planted, succeeded, project.run("run"))


def test_one_run_succeeds_and_dbt_fails_the_other(told: Told) -> None:
    assert told.succeeded.returncode == 0, told.succeeded.stdout + told.succeeded.stderr
    assert told.failed.returncode == 1
    assert "dbt_build" in told.failed.stdout


def test_canaries_of_every_feed_are_landed_and_quarantined(told: Told) -> None:
    found = in_tables(told.project.settings.working)
    feeds = {name for name, _ in told.planted.values()}
    # Exchange rates are days, codes and numbers: no text of theirs can land.
    for schema, expected in (("raw", feeds - {"exchange_rates.rates"}), ("quarantine", feeds)):
        here = set().union(*(hits for place, hits in found.items() if place[0] == schema))
        assert {told.planted[canary][0] for canary in here} == expected


def test_the_open_file_holds_none_that_is_personal(told: Told) -> None:
    classes = raw_classes(told.project)
    published = told.project.settings.current.resolve()
    hidden = {canary for canary, held in classes.items() if not held & OPEN_CLASSES}
    everything = set().union(*in_tables(published / "clientele_personal.duckdb").values())
    assert len(hidden & everything) > 10
    in_the_open = in_tables(published / "clientele.duckdb")
    assert {place: hits & hidden for place, hits in in_the_open.items() if hits & hidden} == {}
    assert everything <= set(classes), "what was quarantined is published"


def raw_classes(project: Project) -> dict[str, set[str]]:
    """Return the privacy classes of the contract columns that each landed canary stands in."""
    classes: dict[str, set[str]] = {}
    for (schema, table, column), hits in in_tables(project.settings.working).items():
        if schema == "raw" and not column.startswith("_"):
            metadata = CONTRACTS[table].to_schema().columns[column].metadata or {}
            for canary in hits:
                classes.setdefault(canary, set()).add(metadata["privacy"])
    return classes


def test_no_log_metadata_or_report_holds_a_value(told: Told) -> None:
    leaks = {
        name: sorted(told.planted[canary] for canary in hits)
        for name, hits in in_files(told.project.folder).items()
        if name not in PLACES
        and not name.startswith("data/raw/")
        and not name.endswith("/clientele_personal.duckdb")
        and not name.endswith("/clientele.duckdb")
    }
    assert leaks == {}


@pytest.mark.parametrize("run", ["succeeded", "failed"])
def test_no_value_is_printed(told: Told, run: str) -> None:
    done: Done = getattr(told, run)
    assert CANARY.search((done.stdout + done.stderr).lower()) is None
