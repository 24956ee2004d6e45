"""The order of the test files: workers get whole files, and those that take minutes go out first.

Files that ask for the same costly state go to one worker, which makes it once. A worker asks for
the next file when two tests are left to it, so that two files in a row that hold no more than two
would both wait for one worker while the other has nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import preloaded
import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

from pipelines.collector import collect_seldom

FIRST = (
    "test_pipeline_order.py",
    "test_console_story.py",
    "test_pipeline_run.py",
    "test_example_online_retail.py",
    "test_pipeline_past.py",
    "test_dbt_checks.py",
    "test_pipeline_privacy.py",
    "test_publish_audit.py",
    "test_example_crm_sales.py",
    "test_example_complaints.py",
    "test_identity_properties.py",
    "test_marts_of_history.py",
    "test_publish_crash.py",
    "test_identity_training.py",
)

# Who goes with whom, by the beginning of a file's name; the first of them says when.
TOGETHER = {
    **dict.fromkeys(("test_pipeline_crash", "test_pipeline_order"), "of_ten"),
    "test_dbt_": "test_dbt_",
    **dict.fromkeys(("test_marts_of", "test_segments_of", "test_stages_of"), "of_history"),
}

UNIT = Path(__file__).parent / "unit"

collect_seldom()


@pytest.fixture(scope="session", autouse=True)
def dbt_and_the_audit_are_loaded(request: pytest.FixtureRequest) -> Iterator[None]:
    """Load them once for all whole runs of this worker."""
    if all(item.path.is_relative_to(UNIT) for item in request.session.items):
        yield
        return
    with preloaded.serving():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the others stay in the order of their paths."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(FIRST)))


class Scheduling(LoadFileScheduling):
    """Hands out files, and those of ``TOGETHER`` as one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        name = file.rpartition("/")[2]
        return next((group for start, group in TOGETHER.items() if name.startswith(start)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Let xdist hand out tests by this module's rule."""
    return Scheduling(config, log)
