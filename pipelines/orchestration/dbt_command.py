"""The ``dbt`` command of a project: where it works, with what, and the parse that Dagster reads.

Belongs here: what every caller says alike, since dbt parses all anew where two commands differ.
Does not belong here: Dagster, which takes seconds to import; meanwhile dbt can parse.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.mendable import MendableError
from pipelines.orchestration.fingerprint import code_files
from pipelines.settings import DBT_PROJECT, Settings

# dbt, as `dbt_ahead` starts it.
DBT = str(Path(sys.executable).parent / "clientele-dbt")

# What leaves views as they are where the code is.
KEEPS_VIEWS = ["--exclude", "config.materialized:view"]


def target_path(settings: Settings) -> Path:
    """Return where dbt keeps its manifest and run results for a project."""
    return settings.warehouse / "dbt"


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that ``profiles.yml`` reads."""
    return {
        "CLIENTELE_WORKING": str(settings.working),
        "CLIENTELE_THREADS": str(settings.threads),
        "CLIENTELE_MEMORY_LIMIT": settings.memory_limit,
        "CLIENTELE_SPILL": str(settings.warehouse / "spill"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def log_flags(settings: Settings) -> list[str]:
    """Return the flags of dbt's log; what it would add for debugging is 8 MB a build.

    Dagster has dbt's events as JSON; the file is for who reads, and text costs a tenth of the time.
    """
    return [
        *("--log-path", str(target_path(settings) / "logs")),
        *("--log-level-file", "info", "--log-format-file", "text"),
    ]


def company_vars(settings: Settings) -> list[str]:
    """Return the vars of a project: the same for every command, or dbt parses everything anew."""
    company = settings.company
    stated = {
        "company_currency": company.currency,
        "company_zone": company.zone,
        "company_country": company.country,
        "identity_match_weight": settings.identity.match_weight,
    }
    return ["--vars", json.dumps(stated)]


def dbt_flags(settings: Settings) -> list[str]:
    """Return the flags that every dbt command of a project needs."""
    return [
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(target_path(settings))),
        *log_flags(settings),
        *company_vars(settings),
    ]


def manifest(settings: Settings) -> Path:
    """Return dbt's manifest, parsed anew when the dbt project has changed since.

    Raises:
        MendableError: if dbt cannot parse the project; the message is dbt's.

    """
    with parsing(settings) as parsed:
        return parsed()


@contextmanager
def parsing(settings: Settings) -> Iterator[Callable[[], Path]]:
    """Let dbt parse aside, if the manifest is not up to date; what is yielded waits for it.

    A parse that nobody waited for when the block ends is stopped.
    """
    path = target_path(settings) / "manifest.json"
    if _is_current(path, settings):
        yield lambda: path
        return
    command = [DBT, "--quiet", "parse", *dbt_flags(settings)]
    with subprocess.Popen(  # noqa: S603 - the command is ours
        command,
        env=os.environ | dbt_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:

        def parsed() -> Path:
            said, _ = process.communicate()
            if process.returncode:
                raise MendableError(f"dbt cannot parse {DBT_PROJECT}:\n{said}")
            return path

        try:
            yield parsed
        finally:
            process.kill()


def project_files(settings: Settings) -> dict[Path, tuple[int, int]]:
    """Return the files that dbt parses, each with its time (ns since 1970) and its bytes."""
    found = {}
    for folder, file in code_files(settings):
        if folder == DBT_PROJECT:
            status = file.stat()
            found[file] = status.st_mtime_ns, status.st_size
    return found


def _is_current(path: Path, settings: Settings) -> bool:
    try:
        if path.stat().st_mtime_ns < max(time for time, _ in project_files(settings).values()):
            return False
        # A process that was killed may have left half of it.
        json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    return True
