"""Every process of a command looks for cycles of objects seldom, and is else what it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.collector import THRESHOLDS
from pipelines.orchestration.dbt_command import DBT

STOCK = Path(sys.executable).parent / "dbt"
# What each process does first, and the work that it then begins: here, to tell its thresholds.
STARTS = {
    "pipelines.cli.app": "from pipelines.cli import main; main()",
    "dbt.cli.main.cli": "from pipelines.orchestration.dbt_ahead import command; command()",
    "pipelines.audit.command.main": (
        "import runpy; runpy.run_module('pipelines.audit', run_name='__main__')"
    ),
}
TOLD = """
import gc, sys
import {module} as module
module.{name} = lambda *_: sys.exit(str(gc.get_threshold()))
{start}
"""


@pytest.mark.parametrize("work", STARTS)
def test_a_process_raises_the_thresholds_before_it_works(work: str) -> None:
    module, _, name = work.rpartition(".")
    script = TOLD.format(module=module, name=name, start=STARTS[work])
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert told.stderr.splitlines()[-1] == str(THRESHOLDS)


def test_dbt_takes_the_same_arguments_and_ends_with_the_same_status() -> None:
    ours, stock = (
        subprocess.run([command, "build", "--nothing"], capture_output=True, text=True, check=False)
        for command in (DBT, STOCK)
    )
    assert ours.returncode == stock.returncode == 2
    assert "No such option" in ours.stdout + ours.stderr
