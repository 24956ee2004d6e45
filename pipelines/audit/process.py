"""The audit as the pipeline calls it: in a process of its own, results and page kept.

Great Expectations takes seconds to load and never lets go of a DuckDB file; neither is to burden
the process that goes on to publish that file.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.audit.page import write_page
from pipelines.audit.result import RESULTS, AuditResult
from pipelines.audit.thresholds import THRESHOLDS
from pipelines.settings import ROOT, Settings

if TYPE_CHECKING:
    from pipelines.publish.candidate import Candidate

PAGE = "results.html"
JUDGED = (0, 1)


class AuditError(RuntimeError):
    """The audit came to no result."""


def audit(
    settings: Settings,
    candidate: Candidate,
    *,
    compare: bool = True,
    thresholds: Path = THRESHOLDS,
) -> AuditResult:
    """Judge a candidate; leave the results and their page beside its files.

    Without ``compare`` the candidate is not held against the published version, for the one time
    that much was removed on purpose.

    Raises:
        AuditError: if the process ended without a result.

    """
    results = candidate.folder / RESULTS
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pipelines.audit", str(candidate.personal_file)]
    previous = settings.current / candidate.personal_file.name
    if compare and previous.exists():
        command += ["--previous", str(previous)]
    command += ["--thresholds", str(thresholds), "--out", str(results)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 # own module, own paths
    result = AuditResult.of(candidate.folder)
    if done.returncode not in JUDGED or result is None:
        raise AuditError(
            f"the audit ended with status {done.returncode} and no result; to see why, run: "
            + " ".join(command)
        )
    write_page(result, candidate.publication.fingerprint, candidate.folder / PAGE)
    return result
