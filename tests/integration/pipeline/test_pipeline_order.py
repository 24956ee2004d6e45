"""Order independence: whatever came when and how often, the warehouse is the same."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import AtOnce, Project
from model_runs import build, hashes

from pipelines.console.request import Request
from pipelines.landing import run
from pipelines.landing.detection import Found

NEVER = (-1, None)


@pytest.fixture(scope="module")
def one_by_one(make_project: Callable[[str], Project], ten: list[Found]) -> Project:
    """The project after a run for each of the ten, shuffled, one of them repeated.

    The checks look at what is there in the end.
    """
    project = make_project("shuffled")
    order = random.Random(7).sample(ten, k=len(ten))
    for number, one in enumerate(order):
        project.deliver([one])
        if number == 4:
            repeat(project, order[0])
        build(project, checked=one is order[-1])
    return project


def test_ten_deliveries_shuffled_and_repeated_one_run_each_give_the_same_warehouse(
    one_by_one: Project, at_once: AtOnce
) -> None:
    assert len(at_once.hashes) > 30
    found = hashes(one_by_one.settings)
    assert {name for name, value in found.items() if value != at_once.hashes[name]} == set()


def test_dbt_keeps_its_parse_from_run_to_run(one_by_one: Project) -> None:
    logs = (one_by_one.settings.warehouse / "dbt" / "logs").glob("dbt.log*")
    text = "".join(log.read_text(encoding="utf-8") for log in logs)
    # Once: when the manifest was made.
    assert re.findall(r"Unable to do partial parsing because ([a-z ]+)", text) == [
        "saved manifest not found"
    ]


def repeat(project: Project, one: Found) -> None:
    """Deliver the same content once more, under another name of the same date."""
    path = Path(one.path)
    stem, _, rest = path.name.partition(str(one.delivered_on))
    copy = project.folder / "data/raw" / path.with_name(f"{stem}{one.delivered_on}{rest}")
    twin = copy.with_name(f"again-{copy.name}")
    shutil.copy2(project.pool / one.path, twin)


def test_a_merge_that_is_undone_gives_back_every_table(at_once: AtOnce) -> None:
    whole, before = at_once.project, at_once.hashes
    with duckdb.connect(str(whole.settings.working), read_only=True) as connection:
        buyers = "select record_key from identity.record semi join core.fct_order_line"
        (one,), (other,) = connection.execute(
            f"{buyers} using (customer_key) where customer_key = record_key order by 1 limit 2"
        ).fetchall()
    merge = Request(overrule=[("merge", one, other, "a steward knows them")])
    build(whole, checked=False, request=merge)
    merged = hashes(whole.settings)
    assert merged["core.fct_order_line"] != before["core.fct_order_line"]
    assert merged["segmentation.customer_segment"] != before["segmentation.customer_segment"]
    build(whole, checked=False, request=Request(undo=[1]))
    assert hashes(whole.settings) == before


def test_what_is_built_in_part_is_not_added_to(at_once: AtOnce) -> None:
    """Neither a full build that was killed nor a run of one model is the last build of all."""
    whole = at_once.project
    assert last_built(whole) != NEVER
    whole.die("run", "--full", failpoint="build.before")
    assert last_built(whole) == NEVER
    done = build(whole, only=("marts", "customer_overview"))
    assert any("customer_overview" in check for check in done), "its tests go with it"
    assert last_built(whole) == NEVER
    with duckdb.connect(str(whole.settings.working), read_only=True) as connection:
        (status,) = connection.execute(
            "select status from ledger.run order by run_id desc limit 1"
        ).fetchone() or ("",)
    assert status == "in part"


def last_built(project: Project) -> tuple[int, str | None]:
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        return run.last_built(connection)
