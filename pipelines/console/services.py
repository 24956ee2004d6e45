"""Programs of others that the command line starts: Dagster's interface, dbt's documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pipelines.console.execution import prepare_environment
from pipelines.console.pasted import pasted
from pipelines.orchestration.dbt_command import DBT, dbt_environment, dbt_flags, target_path
from pipelines.settings import ROOT, Settings


def serve_dagster(settings: Settings, port: int) -> int:
    """Run ``dagster dev`` for a project until it is stopped; return its exit status."""
    prepare_environment(settings)
    dagster = Path(sys.executable).parent / "dagster"
    command = [str(dagster), "dev", "-m", "pipelines.definitions", "-h", "127.0.0.1"]
    return subprocess.run(  # noqa: S603 - the command is ours
        [*command, "-p", str(port)], cwd=ROOT, check=False
    ).returncode


def write_documentation(settings: Settings, file: Path) -> None:
    """Write dbt's documentation, with the catalogue of what is there, as one HTML file.

    Raises:
        LookupError: if there is no warehouse yet, or dbt fails; the message is dbt's.

    """
    if not settings.working.exists():
        run = pasted(settings, "run")
        raise LookupError(f"there is no warehouse to document yet: `{run}` builds it")
    command = [DBT, "--quiet", "docs", "generate", "--static", *dbt_flags(settings)]
    done = subprocess.run(  # noqa: S603 - the command is ours
        command,
        env=os.environ | dbt_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LookupError(f"dbt could not write its documentation:\n{done.stdout}{done.stderr}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((target_path(settings) / "static_index.html").read_bytes())
