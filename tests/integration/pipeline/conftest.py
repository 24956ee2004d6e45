"""Projects that whole runs work on: a small company's deliveries, handed over bit by bit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.demo import generate
from pipelines.landing.detection import Found, find
from pipelines.landing.source import load_sources
from pipelines.orchestration.dbt_command import manifest
from pipelines.settings import ROOT, Settings

COMPANY = '[company]\nname = "Test"\ncurrency = "EUR"\nzone = "Europe/Berlin"\ncountry = "DE"\n'


@dataclass
class Project:
    """A project in a folder of its own."""

    folder: Path
    pool: Path

    @property
    def settings(self) -> Settings:
        return settings_module.load(self.folder)

    def deliver(self, found: list[Found]) -> None:
        """Lay deliveries of the pool into the project's folder."""
        for one in found:
            target = self.folder / "data/raw" / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.pool / one.path, target)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command in a process of its own, as a user would."""
        return subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *arguments, "--project", str(self.folder)],
            cwd=ROOT,
            env=os.environ | {"CLIENTELE_THREADS": "1"} | variables,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that a company of 150 parties delivers."""
    raw = tmp_path_factory.mktemp("pool") / "data" / "raw"
    generate(raw, 150)
    return raw


@pytest.fixture(scope="session")
def lying(pool: Path) -> list[Found]:
    """The pool's deliveries in order of their dates, those that get rejected included."""
    settings = settings_module.load(raw=pool)
    found = [one for source in load_sources(settings).values() for one in find(settings, source)]
    return sorted(found, key=lambda one: (str(one.delivered_on), one.path))


@pytest.fixture(scope="session")
def make_project(tmp_path_factory: pytest.TempPathFactory, pool: Path) -> Callable[[str], Project]:
    """Return a maker of empty projects over the demonstration company's sources."""
    parsed = tmp_path_factory.mktemp("parsed") / "warehouse"
    manifest(settings_module.load(warehouse=parsed))

    def make(name: str) -> Project:
        folder = tmp_path_factory.mktemp(name)
        (folder / "clientele.toml").write_text(COMPANY)
        (folder / "data/raw").mkdir(parents=True)
        shutil.copytree(ROOT / "sources", folder / "sources")
        # dbt's manifest is the same for all projects: one is parsed, the others get a copy.
        shutil.copytree(parsed, folder / "warehouse", copy_function=shutil.copy)
        return Project(folder, pool)

    return make
