"""Order independence, increments and as-of: whatever came when, the warehouse is the same."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
from conftest import Project

from pipelines.console.execution import JOB, prepare_environment, run_config
from pipelines.console.request import Request
from pipelines.landing.detection import Found
from pipelines.publish import content_hashes
from pipelines.settings import Settings

LAYERS = ("core", "marts", "segmentation", "lifecycle")


def build(settings: Settings) -> None:
    """Run the job up to the models, without publication and without dbt's tests."""
    from pipelines.definitions import build as definitions_of

    prepare_environment(settings)
    job = definitions_of(settings).resolve_job_def(JOB)
    keys = [key for key in job.asset_layer.executable_asset_keys if key.path[0] != "publication"]
    result = job.execute_in_process(
        instance=dg.DagsterInstance.get(),
        run_config=run_config(settings, Request()),
        asset_selection=keys,
        raise_on_error=False,
    )
    assert result.success, [event.message for event in result.get_step_failure_events()]


def hashes(settings: Settings) -> dict[str, str]:
    """Return the content hashes of all models."""
    return content_hashes(settings.working, LAYERS)


@pytest.fixture(scope="module")
def ten(lying: list[Found]) -> list[Found]:
    """Ten deliveries of different systems that depend on each other."""
    chosen = []
    for source in ("web_shop", "crm", "service_desk", "exchange_rates", "catalogue", "staff"):
        ours = [one for one in lying if one.source == source and one.revision == 1]
        chosen += ours[-4:] if source == "web_shop" else ours[-2:]
    return chosen[:4] + chosen[4::2][:6]


@pytest.fixture(scope="module")
def at_once(make_project: Callable[[str], Project], ten: list[Found]) -> dict[str, str]:
    """The hashes after one run over all ten."""
    project = make_project("at_once")
    project.deliver(ten)
    build(project.settings)
    return hashes(project.settings)


@pytest.fixture(scope="module")
def one_by_one(make_project: Callable[[str], Project], ten: list[Found]) -> Project:
    """The project after a run for each of the ten, shuffled, one of them repeated."""
    project = make_project("shuffled")
    order = random.Random(7).sample(ten, k=len(ten))
    for number, one in enumerate(order):
        project.deliver([one])
        if number == 4:
            repeat(project, order[0])
        build(project.settings)
    return project


def test_ten_deliveries_shuffled_and_repeated_one_run_each_give_the_same_warehouse(
    one_by_one: Project, at_once: dict[str, str]
) -> None:
    assert len(at_once) > 30
    found = hashes(one_by_one.settings)
    assert {name for name, value in found.items() if value != at_once[name]} == set()


def test_dbt_keeps_its_parse_from_run_to_run(one_by_one: Project) -> None:
    logs = (one_by_one.settings.warehouse / "dbt" / "logs").glob("dbt.log*")
    text = "".join(log.read_text(encoding="utf-8") for log in logs)
    # One when the manifest was made, one since it was made for a project in another folder.
    assert re.findall(r"Unable to do partial parsing because ([a-z ]+)", text) == [
        "saved manifest not found",
        "profile has changed",
    ]


def repeat(project: Project, one: Found) -> None:
    """Deliver the same content once more, under another name of the same date."""
    path = Path(one.path)
    stem, _, rest = path.name.partition(str(one.delivered_on))
    copy = project.folder / "data/raw" / path.with_name(f"{stem}{one.delivered_on}{rest}")
    twin = copy.with_name(f"again-{copy.name}")
    shutil.copy2(project.pool / one.path, twin)


def test_a_past_day_is_what_was_known_on_that_day(
    make_project: Callable[[str], Project], ten: list[Found]
) -> None:
    dates = sorted({one.delivered_on for one in ten if one.delivered_on})
    past = dates[len(dates) // 2]
    then = make_project("then")
    then.deliver([one for one in ten if one.delivered_on and one.delivered_on <= past])
    build(then.settings)
    whole = make_project("whole")
    whole.deliver(ten)
    build(whole.settings.model_copy(update={"as_of": past}))
    aside = whole.settings.warehouse / "as_of" / past.isoformat() / "working.duckdb"
    assert content_hashes(aside, LAYERS) == hashes(then.settings)
