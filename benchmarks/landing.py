"""One side of the landing benchmark: bare DuckDB, or Clientele with contract and ledger."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

FORMATS = ("csv", "jsonl", "parquet")
COLUMNS = {
    "order_id": "varchar",
    "line_number": "bigint",
    "product_id": "varchar",
    "description": "varchar",
    "quantity": "decimal(18, 3)",
    "unit_price_amount": "decimal(18, 4)",
    "discount_amount": "decimal(18, 4)",
    "changed_at": "timestamp",
}
SOURCE = """
source: bench
description: Order lines.
feeds:
  lines:
    files: "lines-*"
    date: 'lines-(?P<date>\\d{{4}}-\\d{{2}}-\\d{{2}})'
    reader: {reader}
    entities:
      order_line:
        mode: delta
        map: {{{columns}}}
"""


def make_file(folder: Path, form: str, rows: int) -> Path:
    """Write ``rows`` order lines in a format and return the file."""
    file = folder / f"lines-2026-01-31.{form}"
    options = {"csv": "format csv, header", "jsonl": "format json", "parquet": "format parquet"}
    duckdb.sql(
        f"""
        copy (
            select
                'O' || (i // 3) as order_id, i % 3 + 1 as line_number,
                'SKU-' || (hash(i) % 5000) as product_id,
                'Article ' || (hash(i) % 5000) || ' in colour ' || (hash(i * 7) % 40)
                    as description,
                (hash(i * 3) % 20 + 1)::decimal(18, 3) as quantity,
                (hash(i * 5) % 1000000 / 100)::decimal(18, 4) as unit_price_amount,
                (hash(i * 11) % 500 / 100)::decimal(18, 4) as discount_amount,
                timestamp '2026-01-01' + to_seconds((hash(i) % 2500000)::bigint) as changed_at
            from range({rows}) as r (i)
        ) to '{file}' ({options[form]})
        """
    )
    return file


def bare(form: str, file: Path, target: Path) -> duckdb.DuckDBPyConnection:
    """Read, type and store the file with nothing around it."""
    connection = duckdb.connect(str(target), config={"threads": 2})
    types = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    reader = {
        "csv": f"read_csv('{file}', header=true, auto_detect=false, columns={{{types}}})",
        "jsonl": f"read_json('{file}', format='newline_delimited', columns={{{types}}})",
        "parquet": f"read_parquet('{file}')",
    }
    connection.execute(f"create table landed as select * from {reader[form]}")
    connection.execute("checkpoint")
    return connection


def clientele(form: str, file: Path, folder: Path) -> duckdb.DuckDBPyConnection:
    """Land the file as a run does."""
    from pipelines import settings as settings_module
    from pipelines.landing.detection import find
    from pipelines.landing.intake import open_landing
    from pipelines.landing.land import land
    from pipelines.landing.source import load_source

    path = folder / "bench.yml"
    columns = ", ".join(f"{name}: {name}" for name in COLUMNS)
    path.write_text(SOURCE.format(reader=form, columns=columns))
    settings = settings_module.load(warehouse=folder, raw=file.parent, threads=2)
    source = load_source(path)
    with open_landing(settings) as connection:
        outcome = land(connection, settings, source, find(settings, source)[0], 1)
        connection.execute("checkpoint")
    if outcome.status != "loaded":
        raise RuntimeError(f"{outcome.status}: {outcome.rule} {outcome.detail}")
    return duckdb.connect(str(settings.working))


def main(side: str, form: str, file: Path) -> None:
    """Do one side's work and print seconds, peak megabytes and content hash as JSON."""
    import pandera.backends.polars.builtin_checks  # noqa: F401 - pandera does so at its first check

    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as apart:
        # A process lands many files: what only the first pays (imports, schemas) is left out.
        few = make_file(Path(apart), form, 10)
        (clientele(form, few, Path(apart)) if side == "clientele" else duckdb.connect()).close()
        started = time.perf_counter()
        if side == "bare":
            connection = bare(form, file, Path(folder) / "bare.duckdb")
            table = "landed"
        else:
            connection = clientele(form, file, Path(folder))
            table = "raw.order_line"
        seconds = time.perf_counter() - started
        # A process of Linux begins with the peak of its parent in ru_maxrss; VmHWM is its own.
        lines = Path("/proc/self/status").read_text().splitlines()
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
        casts = ", ".join(f"{name}::{kind}" for name, kind in COLUMNS.items())
        digest = connection.execute(
            f"select sum(hash({casts})::hugeint)::varchar || '/' || count(*) from {table}"
        ).fetchall()[0][0]
        print(json.dumps({"seconds": seconds, "megabytes": peak, "hash": digest}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
