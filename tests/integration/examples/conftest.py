"""The example projects, run whole, once each, through the job that the command runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pytest
from filelock import FileLock

from pipelines import settings as settings_module
from pipelines.console.execution import Request, execute
from pipelines.settings import ROOT, Settings

Row = tuple[Any, ...]


@dataclass
class Example:
    """An example project and the warehouse that was published from its data."""

    settings: Settings

    def published(self, query: str) -> list[Row]:
        """Ask the published file that has the personal columns too."""
        return ask(self.settings.current / "clientele_personal.duckdb", query)

    def working(self, query: str) -> list[Row]:
        """Ask the file that holds raw, ledger and quarantine."""
        return ask(self.settings.working, query)

    def analysis(self, name: str) -> list[Row]:
        """Run an analysis of the project on the published file."""
        query = self.settings.project / "analyses" / f"{name}.sql"
        return self.published(query.read_text(encoding="utf-8"))


def ask(file: Path, query: str) -> list[Row]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


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
