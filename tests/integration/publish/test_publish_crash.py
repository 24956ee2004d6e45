"""Killed at every step of publication: readers have a whole version, the next run mends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from warehouse_sample import project as sample_project
from warehouse_sample import publish

from pipelines.failpoints import FAILPOINTS, VARIABLE
from pipelines.publish import current_version, held, release, rollback
from pipelines.settings import Settings

HERE = Path(__file__).parent
SWITCHED = {"publish.link_replaced", "publish.switched", "publish.version_set_aside"}
PUBLISHING = sorted(
    name for name in FAILPOINTS if name.startswith("publish.") and name != "publish.hold_written"
)


def run_killed(settings: Settings, call: str, failpoint: str) -> None:
    """Call a function in a process of its own, which the failpoint kills."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
        "from warehouse_sample import project, publish; from pipelines.publish import rollback; "
        f"{call}(project(Path(sys.argv[2]), publish={{'keep': 2}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(HERE), str(settings.project)],
        env=os.environ | {VARIABLE: failpoint},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def readable_version(settings: Settings) -> int:
    """Return the version that both files hold, having read them."""
    found = set()
    for name in ("clientele.duckdb", "clientele_personal.duckdb"):
        with duckdb.connect(str(settings.current / name), read_only=True) as connection:
            found |= set(connection.execute("select version from meta.publication").fetchall())
            assert connection.execute("select count(*) from core.fct_lead").fetchall() == [(1000,)]
    assert len(found) == 1
    return int(found.pop()[0])


@pytest.fixture
def published_twice(project: Settings) -> Settings:
    settings = sample_project(project.project, publish={"keep": 2})
    assert [publish(settings), publish(settings)] == [1, 2]
    return settings


@pytest.mark.parametrize("failpoint", PUBLISHING)
def test_kill_leaves_one_whole_version_and_the_next_run_mends_the_rest(
    failpoint: str, published_twice: Settings
) -> None:
    settings = published_twice
    run_killed(settings, "publish", failpoint)
    expected = 3 if failpoint in SWITCHED else 2
    assert readable_version(settings) == current_version(settings) == expected
    assert publish(settings) == expected + 1
    assert readable_version(settings) == expected + 1
    left = {path.name for path in settings.warehouse.iterdir()}
    assert left == {"current", "versions", "working.duckdb"}
    kept = {path.name for path in settings.versions.iterdir()}
    assert kept == {str(expected), str(expected + 1)}


def test_kill_in_a_rollback_holds_what_readers_had(published_twice: Settings) -> None:
    run_killed(published_twice, "rollback", "publish.hold_written")
    assert readable_version(published_twice) == 2
    assert held(published_twice) is not None
    rollback(published_twice)
    assert readable_version(published_twice) == 1
    release(published_twice)
    assert publish(published_twice) == 3
