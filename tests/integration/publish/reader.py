"""A reader without pause: opens the published file again and again until a file says stop.

Arguments: the published file, and a folder in which ``stop`` appears. Prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import duckdb

QUERIES = (
    "select version from meta.publication",
    "select min(unit_price_amount)::int from core.fct_order_line",
    "select max(cost_amount)::int from core.fct_service_request",
    "select max(unit_price_amount)::int from core.fct_order_line",
)


def main(file: str, folder: Path) -> None:
    """Read until told to stop; at low priority, else eight readers starve the one publisher."""
    os.nice(10)
    opens, errors, mixed, versions = 0, [], [], []
    while not (folder / "stop").exists():
        try:
            with duckdb.connect(file, read_only=True) as connection:
                seen = [connection.execute(query).fetchall()[0][0] for query in QUERIES]
        except duckdb.Error as error:
            errors.append(str(error))
            continue
        opens += 1
        versions.append(seen[0])
        if len(set(seen)) > 1:
            mixed.append(seen)
        (folder / f"reading-{os.getpid()}").touch()
    found = {"opens": opens, "errors": errors[:3], "mixed": mixed[:3], "versions": versions}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
