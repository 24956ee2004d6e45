"""Every process of a command looks for cycles of objects seldom, and is else what it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines.collector import THRESHOLDS
from pipelines.orchestration.dbt_command import DBT

STOCK = Path(sys.executable).parent / "dbt"
# Ask a command of ours what its thresholds are when its work begins.
ASKED = """
import gc, sys
from {module} import {function}
import {inner} as inner
setattr(inner, "{name}", lambda: sys.exit(str(gc.get_threshold())))
{function}()
"""


def test_commands_raise_the_thresholds_before_they_work() -> None:
    for module, function, inner, name in (
        ("pipelines.cli", "main", "pipelines.cli", "app"),
        ("pipelines.collector", "dbt", "dbt.cli.main", "cli"),
    ):
        script = ASKED.format(module=module, function=function, inner=inner, name=name)
        asked = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
        assert asked.stderr.splitlines()[-1] == str(THRESHOLDS)


def test_dbt_takes_the_same_arguments_and_ends_with_the_same_status() -> None:
    ours, stock = (
        subprocess.run([command, "build", "--nothing"], capture_output=True, text=True, check=False)
        for command in (DBT, STOCK)
    )
    assert ours.returncode == stock.returncode == 2
    assert "No such option" in ours.stdout + ours.stderr
