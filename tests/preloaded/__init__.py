"""dbt and the audit in processes forked from one that has loaded them already.

To load them takes seconds of each of the hundred runs that tests make. What runs is what else would
run: the same function in a process of its own, with the arguments, the environment, the folder and
the streams of who asked, who passes signals on and gets the exit status. It does not outlive him.
That the commands themselves work, a run as it is typed shows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
# Where the process listens: for the children of who started it, too.
VARIABLE = "CLIENTELE_TESTS_PRELOADED"
DBT, AUDIT, NOTHING = "dbt", "audit", "nothing"


@contextmanager
def serving() -> Iterator[None]:
    """Let the process load, and have this one use it; who asks early waits."""
    # The name of a socket may have no more than a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="preloaded"))
    os.environ[VARIABLE] = str(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "preloaded.server", str(folder / "socket")],
        cwd=HERE.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"listening\n"
    executable = folder / DBT
    executable.write_text(f'#!/bin/sh\nexec {" ".join(_command(DBT))} "$@"\n')
    executable.chmod(0o700)
    use()
    yield
    # It has nothing more to read, and ends.
    process.communicate()
    shutil.rmtree(folder)


def use() -> None:
    """Start dbt and audits through the process, if there is one."""
    if VARIABLE not in os.environ:
        return
    from pipelines.audit import Auditor
    from pipelines.console import services
    from pipelines.orchestration import dbt, dbt_command
    from pipelines.orchestration.dbt_ahead import DbtAhead

    Auditor.command = _command(AUDIT)
    # It would load what is loaded here. Runs go on without it.
    DbtAhead.command = ["/nowhere"]
    for module in (services, dbt, dbt_command):
        module.DBT = str(Path(os.environ[VARIABLE]) / DBT)


def wait() -> None:
    """Wait until nothing runs of what was asked for."""
    if VARIABLE in os.environ:
        subprocess.run(_command(NOTHING), check=True)


def _command(what: str) -> list[str]:
    """Return the command that asks; its own Python loads next to nothing."""
    socket = str(Path(os.environ[VARIABLE]) / "socket")
    return [sys.executable, "-IS", str(HERE / "client.py"), socket, what]
