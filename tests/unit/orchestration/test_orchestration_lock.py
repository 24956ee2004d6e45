"""Who meets the lock of a run: the command line is told, a run of the sensor waits its turn."""

from __future__ import annotations

import threading
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.orchestration.jobs import delivery_sensor
from pipelines.orchestration.lock import RunLockedError, run_lock
from pipelines.orchestration.project import Project
from pipelines.settings import Settings

SHOP = """\
source: shop
description: Orders.
feeds:
  orders:
    files: "*.csv"
    date: '(?P<date>\\d{4}-\\d{2}-\\d{2})'
    reader: csv
    entities:
      order:
        mode: delta
        map: {order_id: no, ordered_at: at, order_status_code: state, currency_code: "'EUR'"}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    assert CliRunner().invoke(app, ["init", str(tmp_path)]).exit_code == 0
    (tmp_path / "sources/shop.yml").write_text(SHOP)
    (tmp_path / "data/raw/2026-06-30.csv").write_text("no\n1\n")
    return settings_module.load(tmp_path)


@dg.asset
def numbered(project: Project) -> None:
    """A step that needs the project, as every step does."""
    assert project.run_id > 0


def run_numbers(settings: Settings) -> list[int]:
    with duckdb.connect(str(settings.working), read_only=True) as connection:
        return [run for (run,) in connection.execute("select run_id from ledger.run").fetchall()]


def test_a_run_that_the_sensor_asked_for_waits_for_the_command_line(settings: Settings) -> None:
    context = dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral())
    asked = delivery_sensor(settings)(context)
    assert isinstance(asked, dg.SensorResult)
    (request,) = asked.run_requests or []
    results: list[dg.ExecuteInProcessResult] = []

    def start() -> None:
        results.append(
            dg.materialize(
                [numbered],
                resources={"project": Project(project=str(settings.project))},
                run_config=request.run_config,
            )
        )

    run = threading.Thread(target=start)
    with run_lock(settings):
        run.start()
        run.join(timeout=3)
        assert run.is_alive(), "the run has to wait"
        assert not settings.working.exists()
    run.join(timeout=30)
    assert results[0].success
    assert run_numbers(settings) == [1]


def test_a_run_of_the_command_line_is_told_and_ends_with_status_two(settings: Settings) -> None:
    with run_lock(settings):
        shown = CliRunner().invoke(app, ["run", "--project", str(settings.project)])
    assert shown.exit_code == 2
    assert "another run works on" in shown.output
    assert not settings.working.exists()


def test_without_waiting_the_lock_is_an_error(settings: Settings) -> None:
    project = Project(project=str(settings.project), wait=False)
    with run_lock(settings), pytest.raises(dg.DagsterResourceFunctionError) as told:
        dg.materialize([numbered], resources={"project": project})
    assert isinstance(told.value.__cause__, RunLockedError)


def test_a_run_is_closed_when_a_step_did_not_let_go_of_the_file(settings: Settings) -> None:
    project = Project(project=str(settings.project))
    with project.yield_for_execution(dg.build_init_resource_context()):
        interrupted = project.landing()
        interrupted.__enter__()
    with duckdb.connect(str(settings.working), read_only=True) as connection:
        status = connection.execute("select status from ledger.run").fetchall()
    assert status == [("failed",)]
