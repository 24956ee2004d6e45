"""Crash safety: killed at any instant and started again, a run ends in the same state."""

from __future__ import annotations

import random
from collections.abc import Callable

import duckdb
from conftest import AtOnce, Project
from model_runs import LAYERS, hashes

from pipelines.failpoints import FAILPOINTS
from pipelines.landing.detection import Found
from pipelines.publish import content_hashes, published

# The failpoints of landing and of publication are tried where these stages are tested, that of a
# past day's file with the past days.
ACCEPTING = [name for name in FAILPOINTS if name.startswith("accept.")]
RUNNING = [name for name in FAILPOINTS if name.split(".")[0] in ("identity", "build", "run")]
SEED = 20260630


def published_hashes(project: Project) -> dict[str, str]:
    file = project.settings.current.resolve() / "clientele_personal.duckdb"
    return content_hashes(file, LAYERS)


def ledger(project: Project, select: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        return connection.execute(select).fetchall()


def blocked(project: Project) -> list[tuple[object, ...]]:
    return ledger(project, "select path from ledger.delivery where status = 'blocked'")


def test_killed_at_each_failpoint_a_run_ends_in_the_same_state(
    make_project: Callable[[str], Project], ten: list[Found], at_once: AtOnce
) -> None:
    project = make_project("failpoints")
    project.deliver(ten)
    # One bad record is more than this source tolerates: its delivery has to be accepted.
    staff = project.folder / "sources/staff.yml"
    staff.write_text(staff.read_text().replace("zone:", "tolerance: 0\nzone:", 1))
    assert project.run("run").returncode == 1
    [(path,)] = blocked(project)
    accepting = ("accept", str(path), "--reason", "the register is right")
    left = []
    for name in ACCEPTING:
        project.die(*accepting, failpoint=name)
        left.append(blocked(project))
    assert left == [[(path,)], []]
    for name in RUNNING:
        project.die("run", failpoint=name)
    done = project.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert hashes(project.settings) == at_once.hashes
    assert published_hashes(project).items() <= at_once.hashes.items()
    now = published(project.settings)
    assert now is not None
    assert now.version == 1
    died = ledger(project, "select count(*) from ledger.run where status = 'died'")
    # One had been closed when it was killed.
    assert died == [(len(ACCEPTING) + len(RUNNING) - 1,)]


def test_killed_at_five_random_instants_a_run_ends_in_the_same_state(
    make_project: Callable[[str], Project], ten: list[Found], at_once: AtOnce
) -> None:
    project = make_project("instants")
    dice = random.Random(SEED)
    for number in range(5):
        # Something new each time, so that every run that is killed has something to do.
        project.deliver(ten[number::5])
        asked: list[str] = []
        seconds = at_once.seconds * dice.uniform(0.05, 1.1)
        # On a machine that has become faster it may have ended: once more, and from the start.
        while not project.dies_after(seconds, "run", *asked):
            seconds, asked = seconds / 2, ["--full"]
    done = project.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert hashes(project.settings) == at_once.hashes
    assert published_hashes(project).items() <= at_once.hashes.items()


def test_interrupted_a_run_ends_at_once_and_says_so(
    make_project: Callable[[str], Project], ten: list[Found]
) -> None:
    project = make_project("interrupted")
    project.deliver(ten)
    done = project.interrupt("run")
    assert done.returncode == 130, done.stdout
    assert "Interrupted" in done.stdout
    landed = ledger(project, "select count(*) from ledger.delivery")
    assert landed[0][0] in range(1, len(ten)), "the other sources would have landed"
    assert ledger(project, "select status from ledger.run") == [("failed",)]
