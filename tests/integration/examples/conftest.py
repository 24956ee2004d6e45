"""The example projects, run whole, once each, through the job that the command runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from unittest import mock

import pytest
from example_project import Example
from filelock import FileLock

from pipelines import settings as settings_module
from pipelines.console.execution import execute
from pipelines.console.request import Request
from pipelines.settings import ROOT


@pytest.fixture(scope="session")
def run_example(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Example]:
    """Return what runs an example; processes that test side by side share the warehouse."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def run(name: str) -> Example:
        warehouse = shared / "examples" / name
        settings = settings_module.load(ROOT / "examples" / name, warehouse=warehouse)
        if not settings.raw.is_dir():
            pytest.skip(f"{settings.raw} is not there; CLIENTELE_DATA names the data's folder")
        warehouse.parent.mkdir(exist_ok=True)
        with (
            FileLock(warehouse.with_suffix(".lock")),
            mock.patch.dict(os.environ, {"CLIENTELE_WAREHOUSE": str(warehouse)}),
        ):
            if not settings.current.exists():
                report = execute(settings, Request())
                assert report.success, report.errors
                assert not [one for one in report.failures if one.blocking]
        return Example(settings)

    return run
