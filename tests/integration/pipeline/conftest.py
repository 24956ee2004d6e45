"""Projects that whole runs work on: a small company's deliveries, handed over bit by bit."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from unittest import mock

import preloaded
import pytest
from forked import start
from typer.testing import CliRunner

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.demo import generate
from pipelines.failpoints import VARIABLE
from pipelines.landing.detection import Found, find
from pipelines.landing.source import load_sources
from pipelines.orchestration.dbt_command import manifest
from pipelines.settings import ROOT, Settings

COMPANY = '[company]\nname = "Test"\ncurrency = "EUR"\nzone = "Europe/Berlin"\ncountry = "DE"\n'


@dataclass
class Done:
    """What a command came to, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Project:
    """A project in a folder of its own, and the one place in which all of them are worked on.

    dbt throws its saved parse away when the working file has another path: there it has not.
    """

    folder: Path
    pool: Path
    place: Path

    @property
    def settings(self) -> Settings:
        return settings_module.load(self.folder)

    def deliver(self, found: list[Found]) -> None:
        """Lay deliveries of the pool into the project's folder."""
        for one in found:
            target = self.folder / "data/raw" / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.pool / one.path, target)

    @contextmanager
    def in_place(self) -> Iterator[Settings]:
        """Move the project to the place, with the environment as it is, and back."""
        self.folder.rename(self.place)
        try:
            with mock.patch.dict(os.environ, {"CLIENTELE_THREADS": "1"}):
                yield settings_module.load(self.place)
        finally:
            self.place.rename(self.folder)

    def run(self, *arguments: str) -> Done:
        """Give the command, as a user would type it."""
        with self.in_place():
            return self.type(*arguments)

    def type(self, *arguments: str) -> Done:
        """Give the command when the project is in its place."""
        words = [*arguments, "--project", str(self.place)]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        return Done(result.exit_code, result.stdout, result.stderr)

    def die(self, *arguments: str, failpoint: str) -> None:
        """Run the command in a process that the failpoint kills."""
        printed = self.folder / "printed.txt"
        with self.in_place():
            process = self._start(arguments, {VARIABLE: failpoint})
            process.join()
            preloaded.wait()
        assert process.exitcode == -signal.SIGKILL, f"{failpoint}: {printed.read_text()}"

    def dies_after(self, seconds: float, *arguments: str) -> bool:
        """Run the command and kill it with all its children after a while, unless it has ended."""
        with self.in_place():
            process = self._start(arguments, {})
            process.join(seconds)
            if process.exitcode is not None:
                return False
            os.killpg(process.pid or 0, signal.SIGKILL)
            process.join()
            preloaded.wait()
            return True

    def interrupt(self, *arguments: str) -> Done:
        """Run the command and press Ctrl-C once it has landed something."""
        printed = self.folder / "printed.txt"
        with self.in_place():
            process = self._start(arguments, {})
            begun = self.place / printed.name
            while process.is_alive() and not (begun.exists() and "loaded" in begun.read_text()):
                time.sleep(0.02)
            os.killpg(process.pid or 0, signal.SIGINT)
            process.join()
            preloaded.wait()
        return Done(process.exitcode or 0, printed.read_text(), "")

    def _start(self, arguments: Sequence[str], variables: dict[str, str]) -> BaseProcess:
        words = [*arguments, "--project", str(self.place)]
        return start(words, {"CLIENTELE_THREADS": "1"} | variables, self.place / "printed.txt")


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
def ten(lying: list[Found]) -> list[Found]:
    """Ten deliveries of different systems that depend on each other."""
    chosen = []
    for source in ("web_shop", "crm", "service_desk", "exchange_rates", "catalogue", "staff"):
        ours = [one for one in lying if one.source == source and one.revision == 1]
        chosen += ours[-4:] if source == "web_shop" else ours[-2:]
    return chosen[:4] + chosen[4::2][:6]


@dataclass(frozen=True)
class AtOnce:
    """A project after one run up to the models over all ten, that nobody disturbed.

    Its hashes are those after that run, whatever a test does to the project later.
    """

    project: Project
    hashes: dict[str, str]
    seconds: float


@pytest.fixture(scope="session")
def make_project(tmp_path_factory: pytest.TempPathFactory, pool: Path) -> Callable[[str], Project]:
    """Return a maker of empty projects over the demonstration company's sources."""
    place = tmp_path_factory.mktemp("place") / "company"
    empty = Project(tmp_path_factory.mktemp("empty"), pool, place)
    (empty.folder / "clientele.toml").write_text(COMPANY)
    (empty.folder / "data/raw").mkdir(parents=True)
    shutil.copytree(ROOT / "sources", empty.folder / "sources")
    with empty.in_place() as settings:
        manifest(settings)

    def make(name: str) -> Project:
        folder = tmp_path_factory.mktemp(name)
        # With times of its own, else dbt's manifest is older than what it was parsed from.
        shutil.copytree(empty.folder, folder, copy_function=shutil.copy, dirs_exist_ok=True)
        return Project(folder, pool, place)

    return make


@pytest.fixture(scope="session")
def at_once(make_project: Callable[[str], Project], ten: list[Found]) -> AtOnce:
    """Return what all ten come to in one run, and how long it takes without publication."""
    from model_runs import build, hashes

    project = make_project("at_once")
    project.deliver(ten)
    begun = time.monotonic()
    build(project, checked=False)
    seconds = time.monotonic() - begun
    return AtOnce(project, hashes(project.settings), seconds)
