"""Lands the project in a folder, in a process of its own, and prints its peak memory."""

from __future__ import annotations

import sys
from pathlib import Path

from pipelines import settings as settings_module
from pipelines.landing.run import land_source
from pipelines.landing.source import load_source
from pipelines.warehouse import open_working


def peak_kilobytes() -> int:
    """Return this program's own peak; what getrusage says begins with that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


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
        before = peak_kilobytes()
        for outcome in land_source(connection, settings, load_source(folder / "shop.yml"), 1):
            print(outcome.status, {name: one.loaded for name, one in outcome.counts.items()})
    print("megabytes", (peak_kilobytes() - before) // 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
