"""Lands the project in a folder, in a process of its own, and prints its peak memory."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from pipelines import settings as settings_module
from pipelines.landing.run import land_source
from pipelines.landing.source import load_source
from pipelines.warehouse import open_working


def main(folder: Path) -> None:
    settings = settings_module.load(
        project=folder,
        warehouse=folder / "warehouse",
        raw=folder / "raw",
        threads=1,
        memory_limit="256MB",
        landing={"batch_rows": 50_000, "tolerance": 1},
    )
    with open_working(settings) as connection:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for outcome in land_source(connection, settings, load_source(folder / "shop.yml"), 1):
            print(outcome.status, {name: one.loaded for name, one in outcome.counts.items()})
    print("megabytes", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
