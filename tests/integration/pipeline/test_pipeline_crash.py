"""Crash safety: killed at any instant and started again, a run ends in the same state."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from conftest import Project

from pipelines.failpoints import FAILPOINTS
from pipelines.landing.detection import Found
from pipelines.publish import content_hashes, published
from pipelines.settings import ROOT

# The failpoints of landing and of publication are tried where these stages are tested.
OWN = [name for name in FAILPOINTS if name.split(".")[0] in ("identity", "build", "run")]
SEED = 20260630


@pytest.fixture(scope="module")
def few(lying: list[Found]) -> list[Found]:
    return [one for one in lying if str(one.delivered_on) >= "2026-06-27"]


@pytest.fixture(scope="module")
def reference(make_project: Callable[[str], Project], few: list[Found]) -> dict[str, str]:
    """What an undisturbed run publishes."""
    project = make_project("undisturbed")
    project.deliver(few)
    done = project.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    return published_hashes(project)


def published_hashes(project: Project) -> dict[str, str]:
    file = project.settings.current.resolve() / "clientele_personal.duckdb"
    return content_hashes(file, ("core", "marts", "segmentation", "lifecycle"))


def test_killed_at_each_failpoint_a_run_ends_in_the_same_state(
    make_project: Callable[[str], Project], few: list[Found], reference: dict[str, str]
) -> None:
    project = make_project("failpoints")
    project.deliver(few)
    for name in OWN:
        died = project.run("run", CLIENTELE_FAILPOINT=name)
        assert died.returncode == -signal.SIGKILL, f"{name} was not reached: {died.stdout}"
    done = project.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert published_hashes(project) == reference
    assert published(project.settings) is not None


def test_killed_at_five_random_instants_a_run_ends_in_the_same_state(
    make_project: Callable[[str], Project], few: list[Found], reference: dict[str, str]
) -> None:
    project = make_project("instants")
    dice = random.Random(SEED)
    for number in range(5):
        # Something new each time, so that every run that is killed has something to do.
        project.deliver(few[number::5])
        kill_after(project, dice.uniform(4, 18))
    done = project.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert published_hashes(project) == reference


def kill_after(project: Project, seconds: float) -> None:
    """Start a run with all its children and kill them after a while."""
    running = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "run", "--project", str(project.folder)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    assert running.poll() is None, "the run had ended before it was killed"
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
