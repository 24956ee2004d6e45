"""How often Python looks for cycles of objects: seldom, since a command builds much and ends soon.

Belongs here: what every process of a command does first. Does not belong here: anything that is
needed to be right; a process with Python's own thresholds does the same, a tenth slower.
"""

from __future__ import annotations

import gc

THRESHOLDS = (50_000, 50, 100)


def collect_seldom() -> None:
    """Raise the thresholds of the garbage collector of this process.

    Python looks each 700 new objects. Dagster's definitions and dbt's manifest are some hundred
    thousand that stay until the end, so that nearly every look is in vain.
    """
    gc.set_threshold(*THRESHOLDS)
