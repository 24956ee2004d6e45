"""Dagster's events: written through few connections, read by whatever reads the stock files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import event
from sqlalchemy.pool import Pool

STORAGE = {"module": "pipelines.orchestration.storage", "class": "Storage"}


@dg.multi_asset(
    specs=[dg.AssetSpec(f"table_{number}") for number in range(20)],
    check_specs=[dg.AssetCheckSpec("holds", asset=f"table_{number}") for number in range(20)],
)
def many() -> Any:
    for number in range(20):
        held = dg.AssetCheckResult(asset_key=f"table_{number}", check_name="holds", passed=True)
        yield dg.MaterializeResult(asset_key=f"table_{number}", check_results=[held])


def test_a_run_opens_its_files_once_and_the_stock_storage_reads_them(tmp_path: Path) -> None:
    opened: list[str] = []

    def note(connection: Any, _record: Any) -> None:
        opened.append(connection.execute("pragma database_list").fetchone()[2])

    declared = STORAGE | {"config": {"base_dir": str(tmp_path)}}
    with dg.instance_for_test(overrides={"storage": {"custom": declared}}) as instance:
        event.listen(Pool, "connect", note)
        try:
            runs = [dg.materialize([many], instance=instance).run_id for _ in range(2)]
        finally:
            event.remove(Pool, "connect", note)
    # Two for the making of a file, one for all that is written to it.
    for run_id in runs:
        assert 1 <= sum(Path(file).stem == run_id for file in opened) <= 3, opened
    # The same, and one for each table that is looked for.
    assert sum(Path(file).stem == "index" for file in opened) <= 10, opened
    stock = DagsterSqliteStorage(str(tmp_path)).event_log_storage
    for run_id in runs:
        kinds = [record.dagster_event_type for record in stock.get_logs_for_run(run_id)]
        assert kinds.count(dg.DagsterEventType.ASSET_MATERIALIZATION) == 20
        assert kinds[-1] == dg.DagsterEventType.RUN_SUCCESS
    assert len(stock.all_asset_keys()) == 20
