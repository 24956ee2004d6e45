"""Measure landing against bare DuckDB: ``python -m benchmarks [--rows N] [--repeat N]``.

Each side runs in a process of its own, in turn, on the same file; both end in a table in a file,
checkpointed, and the two tables' content hashes must be equal, else the ratio means nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.landing import FORMATS, make_file

BUDGET = 2.5


def measure(side: str, form: str, file: Path) -> dict[str, float | str]:
    """Run one side in a process of its own; return seconds, peak megabytes and content hash."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.landing", side, form, str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> int:
    """Print one line a format and return 1 if the two sides' tables differ."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--formats", nargs="*", default=list(FORMATS))
    options = parser.parse_args()
    print(f"{options.rows:,} rows; median of {options.repeat}; budget {BUDGET} x bare DuckDB")
    equal = True
    with tempfile.TemporaryDirectory() as folder:
        for form in options.formats:
            file = make_file(Path(folder), form, options.rows)
            pairs = [
                (measure("bare", form, file), measure("clientele", form, file))
                for _ in range(options.repeat)
            ]
            same = len({side["hash"] for pair in pairs for side in pair}) == 1
            equal = equal and same
            ratio = statistics.median(
                float(ours["seconds"]) / float(bare["seconds"]) for bare, ours in pairs
            )
            bare = statistics.median(float(one["seconds"]) for one, _ in pairs)
            ours = statistics.median(float(one["seconds"]) for _, one in pairs)
            peak = max(float(one["megabytes"]) for _, one in pairs)
            print(
                f"{form:<8} {file.stat().st_size / 1e6:7.0f} MB  bare {bare:6.2f} s  "
                f"landing {ours:6.2f} s  ratio {ratio:5.2f}  peak {peak:6.0f} MB  "
                f"hashes {'equal' if same else 'DIFFER'}",
                flush=True,
            )
            file.unlink()
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
