"""How often Python looks for cycles of objects: seldom, since a command builds much and ends soon.

Belongs here: what every process of a command does first. Does not belong here: anything that is
needed to be right; a process with Python's own thresholds does the same, a tenth slower.
"""

from __future__ import annotations

import gc
import os
import sys

THRESHOLDS = (50_000, 50, 100)


def collect_seldom() -> None:
    """Raise the thresholds of the garbage collector of this process.

    Python looks each 700 new objects. Dagster's definitions and dbt's manifest are some hundred
    thousand that stay until the end, so that nearly every look is in vain.
    """
    gc.set_threshold(*THRESHOLDS)


def dbt() -> None:
    """Do what the ``dbt`` command does, with the same arguments and the same exit status."""
    if address := os.environ.pop("CLIENTELE_DBT_AHEAD", None):
        from pipelines.orchestration.dbt_ahead import hand_over

        if (status := hand_over(address, sys.argv[1:])) is not None:
            sys.exit(status)
    collect_seldom()
    from dbt.cli.main import cli

    cli()
