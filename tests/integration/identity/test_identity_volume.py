"""A day's delivery into many records: within bounded memory, without anything put on disk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from benchmarks.identity import UNTIL, deliver, make_records
from pipelines import settings as settings_module
from pipelines.identity import resolve
from pipelines.landing import run
from pipelines.warehouse import open_working


def test_a_day_into_many_records_is_resolved_in_bounded_memory(tmp_path: Path) -> None:
    options = settings_module.load(warehouse=tmp_path, memory_limit="1GB")
    records = make_records(42_000).sample(fraction=1.0, shuffle=True, seed=1)
    with open_working(options) as connection:
        connection.execute("set max_temp_directory_size = '0MB'")
        run_id = run.begin(connection, "first")
        deliver(connection, records.slice(2_000), UNTIL, run_id)
        resolve(connection, options, run_id, UNTIL)
        later = run.begin(connection, "later")
        deliver(connection, records.head(2_000), UNTIL + timedelta(1), later)
        summary = resolve(connection, options, later, UNTIL + timedelta(1))
    assert summary.records == 42_000
    assert summary.touched_records == 2_000
