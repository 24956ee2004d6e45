"""A day's delivery into many records: within bounded memory, and as if all had come at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.identity import UNTIL, deliver, make_records
from pipelines import settings as settings_module
from pipelines.identity import resolve
from pipelines.landing import run
from pipelines.warehouse import open_working

CONTENT = {
    "pair": "* exclude (_run)",
    "scored_pair": "*",
    "record": "* exclude (_run)",
}


def hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the number of rows of each table with a hash of what they say."""
    return {
        table: connection.execute(
            f"select count(*), bit_xor(hash(row)), sum(hash(row)) "
            f"from (select {columns} from identity.{table}) as row"
        ).fetchall()
        for table, columns in CONTENT.items()
    }


def test_a_day_into_many_records_is_resolved_in_bounded_memory_as_all_at_once(
    tmp_path: Path,
) -> None:
    options = settings_module.load(warehouse=tmp_path, memory_limit="1GB")
    records = make_records(42_000).sample(fraction=1.0, shuffle=True, seed=1)
    later = UNTIL + timedelta(1)
    with open_working(options) as connection:
        connection.execute("set max_temp_directory_size = '0MB'")
        run_id = run.begin(connection, "first")
        deliver(connection, records.slice(2_000), UNTIL, run_id)
        resolve(connection, options, run_id, UNTIL)
        run_id = run.begin(connection, "later")
        deliver(connection, records.head(2_000), later, run_id)
        summary = resolve(connection, options, run_id, later)
        by_day = hashes(connection)
        # As after an upgrade: nothing that was derived is left.
        connection.execute("update identity.state set rules_hash = 'older'")
        at_once = resolve(connection, options, run.begin(connection, "again"), later)
        assert hashes(connection) == by_day
    assert summary.records == at_once.touched_records == 42_000
    assert summary.touched_records == 2_000
