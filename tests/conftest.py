"""The order of the test files: workers get whole files, and those that take minutes go out first.

A worker asks for the next file when two tests are left to it, so that two files in a row that hold
no more than two would both wait for one worker while the other has nothing to do.
"""

from __future__ import annotations

import pytest

from pipelines.collector import collect_seldom

FIRST = (
    "test_pipeline_order.py",
    "test_pipeline_crash.py",
    "test_console_story.py",
    "test_pipeline_run.py",
    "test_example_online_retail.py",
    "test_pipeline_past.py",
    "test_pipeline_privacy.py",
    "test_dbt_checks.py",
    "test_publish_audit.py",
    "test_example_crm_sales.py",
    "test_example_complaints.py",
    "test_identity_properties.py",
    "test_marts_of_history.py",
    "test_publish_crash.py",
    "test_identity_training.py",
)


collect_seldom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the others stay in the order of their paths."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(FIRST)))
