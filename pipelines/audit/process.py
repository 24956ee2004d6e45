"""The audit as the pipeline calls it: in a process of its own, results and page kept.

Great Expectations takes seconds to load and never lets go of a DuckDB file; neither is to burden
the process that goes on to publish that file.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipelines.audit.page import write_page
from pipelines.audit.result import RESULTS, AuditResult
from pipelines.audit.thresholds import THRESHOLDS
from pipelines.settings import ROOT, Settings

if TYPE_CHECKING:
    from pipelines.publish.candidate import Candidate

COMMAND = [sys.executable, "-m", "pipelines.audit"]
PAGE = "results.html"
JUDGED = (0, 1)


class AuditError(RuntimeError):
    """The audit came to no result."""


class Auditor:
    """A process that has loaded Great Expectations, or is about to, and waits for its candidate.

    It ends by itself when this process does, since what it waits for is a line from here.
    """

    command: ClassVar[list[str]] = COMMAND

    def __init__(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(  # noqa: S603 - own module
            [*self.command, "@/dev/stdin"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def judge(self, arguments: list[str]) -> int:
        """Say what to judge, and return the exit status once it is judged."""
        self._process.communicate("\n".join(arguments))
        return self._process.returncode

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()


def audit(
    settings: Settings,
    candidate: Candidate,
    *,
    compare: bool = True,
    thresholds: Path = THRESHOLDS,
    auditor: Auditor | None = None,
) -> AuditResult:
    """Judge a candidate; leave the results and their page beside its files.

    Without ``compare`` the candidate is not held against the published version, for the one time
    that much was removed on purpose. An ``auditor`` that was started before has loaded by now.

    Raises:
        AuditError: if the process ended without a result.

    """
    results = candidate.folder / RESULTS
    results.unlink(missing_ok=True)
    arguments = [str(candidate.personal_file)]
    previous = settings.current / candidate.personal_file.name
    if compare and previous.exists():
        arguments += ["--previous", str(previous)]
    arguments += ["--thresholds", str(thresholds), "--out", str(results)]
    auditor = auditor or Auditor()
    status = auditor.judge(arguments)
    result = AuditResult.of(candidate.folder)
    if status not in JUDGED or result is None:
        raise AuditError(
            f"the audit ended with status {status} and no result; to see why, run: "
            + shlex.join([*COMMAND, *arguments])
        )
    write_page(result, candidate.publication.fingerprint, candidate.folder / PAGE)
    return result
