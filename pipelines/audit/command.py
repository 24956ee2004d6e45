"""``python -m pipelines.audit CANDIDATE [--previous FILE] --out RESULTS``: audit one file.

``@FILE`` stands for arguments that are read from a file, a line each, once all is loaded.

Exit status: 0 the file may be published, 1 it may not.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from pathlib import Path

from pipelines.audit.judge import judge
from pipelines.audit.profile import open_profile
from pipelines.audit.result import AuditResult
from pipelines.audit.suites import plan
from pipelines.audit.thresholds import THRESHOLDS, read_thresholds


def main(arguments: list[str] | None = None) -> int:
    """Audit the file that the command line names and write the results."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.audit", description=__doc__, fromfile_prefix_chars="@"
    )
    parser.add_argument("candidate", type=Path, help="the candidate's clientele_personal.duckdb")
    parser.add_argument("--previous", type=Path, help="the same file of the version before")
    parser.add_argument("--thresholds", type=Path, default=THRESHOLDS, help="the bounds")
    parser.add_argument("--out", type=Path, required=True, help="where the results go, as JSON")
    options = parser.parse_args(arguments)
    result = _audit(options.candidate, options.previous, options.thresholds)
    result.write(options.out)
    print(result.summary())
    return 0 if result.passed else 1


def _audit(candidate: Path, previous: Path | None, thresholds: Path) -> AuditResult:
    started = time.monotonic()
    with ExitStack() as stack:
        now = stack.enter_context(open_profile(candidate))
        before = stack.enter_context(open_profile(previous)) if previous else None
        expected, faults = plan(now, before, read_thresholds(thresholds))
        version, as_of = now.version, now.as_of
        previous_version = before.version if before else None
    checks = [*faults, *judge(candidate, expected)]
    return AuditResult(
        version=version,
        as_of=as_of,
        previous_version=previous_version,
        seconds=round(time.monotonic() - started, 2),
        checks=tuple(checks),
    )
