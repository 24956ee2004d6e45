"""The project that a run works on, as a Dagster resource: it holds the lock and opens the run."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from typing import Any

import dagster as dg
import duckdb
from pydantic import PrivateAttr

from pipelines import settings as settings_module
from pipelines.audit import Auditor
from pipelines.failpoints import failpoint
from pipelines.landing import run
from pipelines.landing.intake import open_landing
from pipelines.orchestration.dbt_ahead import DbtAhead
from pipelines.orchestration.dbt_command import dbt_environment, dbt_flags, project_files
from pipelines.orchestration.lock import run_lock
from pipelines.settings import Settings
from pipelines.warehouse import CHECKPOINT, open_working


class Project(dg.ConfigurableResource[Any]):
    """Where the project lies and which day the run shows.

    While a run lasts, ``settings`` are the project's; ``target`` are the same but for a past as-of
    date, which builds into a file of its own below ``warehouse/as_of/<date>``. ``force`` builds
    even when nothing is new; without ``compare`` the audit does not hold the candidate against the
    version before, which is the way out after a removal that was meant. A run of the schedule or
    the sensor waits until the command line has let go of the warehouse: nobody would start it
    again.
    """

    project: str
    as_of: str | None = None
    force: bool = False
    compare: bool = True
    wait: bool = True

    _settings: Settings | None = PrivateAttr(default=None)
    _run_id: int = PrivateAttr(default=0)
    _auditor: Auditor | None = PrivateAttr(default=None)
    _dbt_ahead: DbtAhead | None = PrivateAttr(default=None)
    _connection: duckdb.DuckDBPyConnection | None = PrivateAttr(default=None)

    @property
    def settings(self) -> Settings:
        """The project's settings."""
        if self._settings is None:
            as_of = date.fromisoformat(self.as_of) if self.as_of else None
            overrides = {"as_of": as_of} if as_of else {}
            self._settings = settings_module.load(self.project, **overrides)
        return self._settings

    @property
    def run_id(self) -> int:
        """The number of this run in the ledger."""
        return self._run_id

    @property
    def target(self) -> Settings:
        """The settings of what is built: the project's own, or those of the as-of date's file."""
        return self.settings.target

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Project"]:
        """Hold the warehouse for one run, from its line in the ledger to its end.

        Raises:
            RunLockedError: if another run holds it and ``wait`` is off.

        """
        with run_lock(self.settings, wait=self.wait):
            with open_working(self.settings) as connection:
                self._run_id = run.begin(connection, context.run_id or "")
            failpoint("run.begun")
            try:
                yield self
            finally:
                if self._auditor:
                    self._auditor.stop()
                if self._dbt_ahead:
                    self._dbt_ahead.close()
                if self._connection:
                    # A step that was interrupted between two of its results has it open still.
                    self._connection.close()
            with open_working(self.settings) as connection:
                run.close_failed(connection, self._run_id)
                connection.execute(CHECKPOINT)

    @contextmanager
    def landing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the working file to land deliveries in."""
        with self._kept(open_landing(self.settings)) as connection:
            yield connection

    @contextmanager
    def working(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the working file that deliveries landed in."""
        with self._kept(open_working(self.settings)) as connection:
            yield connection

    @contextmanager
    def building(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the working file that models are built in."""
        with self._kept(open_working(self.target)) as connection:
            yield connection

    @contextmanager
    def _kept(
        self, opened: AbstractContextManager[duckdb.DuckDBPyConnection]
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        with opened as connection:
            self._connection = connection
            yield connection

    def prepare_audit(self) -> Auditor:
        """Return the audit's process; the first call starts it, so that it loads meanwhile."""
        if self._auditor is None:
            self._auditor = Auditor()
        return self._auditor

    def prepare_dbt(self) -> None:
        """Let dbt load and parse meanwhile, in a process of its own."""
        if self._dbt_ahead is None:
            target = self.target
            # Without it the run takes longer, and that is all.
            with suppress(OSError):
                self._dbt_ahead = DbtAhead(
                    dbt_flags(target), dbt_environment(target), project_files(target)
                )

    @contextmanager
    def prepared_dbt(self) -> Iterator[dict[str, str]]:
        """Yield what tells the dbt command of the process that has loaded, which then is over.

        Nothing, so that dbt loads itself, if there is none or its code has changed since.
        """
        ahead, self._dbt_ahead = self._dbt_ahead, None
        if ahead is None:
            yield {}
            return
        try:
            yield ahead.environment if project_files(self.target) == ahead.files else {}
        finally:
            ahead.close()

    def prepare_target(self) -> None:
        """For a past as-of date: copy what was landed into that date's own working file."""
        if self.target.working == self.settings.working:
            return
        self.target.warehouse.mkdir(parents=True, exist_ok=True)
        copy = self.target.working.with_suffix(".copy")
        shutil.copyfile(self.settings.working, copy)
        failpoint("target.copied")
        # A run that was killed may have left a log, which is that of the file to be replaced.
        self.target.working.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        copy.replace(self.target.working)
