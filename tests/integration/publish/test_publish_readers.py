"""Eight readers query without pause while three versions are published."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from warehouse_sample import project as sample_project
from warehouse_sample import publish, write_working

READER = Path(__file__).with_name("reader.py")
READERS = 8
PATIENCE_SECONDS = 60


def stamped(version: int) -> dict[str, str]:
    """Return statements that put the version's number into two tables."""
    return {
        "lines": f"update core.fct_order_line set unit_price_amount = {version}",
        "requests": f"update core.fct_service_request set cost_amount = {version}",
    }


def wait_for(folder: Path, pattern: str, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(list(folder.glob(pattern))) < count:
        assert time.monotonic() < deadline, f"{pattern} did not appear {count} times"
        time.sleep(0.05)


def test_no_reader_sees_an_error_or_two_versions_at_once(tmp_path: Path) -> None:
    settings = sample_project(tmp_path, publish={"keep": 2})
    signals = tmp_path / "signals"
    signals.mkdir()
    write_working(settings, stamped(1))
    assert publish(settings) == 1
    command = [sys.executable, str(READER), str(settings.current / "clientele.duckdb")]
    readers = [
        subprocess.Popen([*command, str(signals)], stdout=subprocess.PIPE, text=True)
        for _ in range(READERS)
    ]
    try:
        for version in (2, 3, 4):
            wait_for(signals, "reading-*", READERS)
            write_working(settings, stamped(version))
            assert publish(settings) == version
            for mark in signals.glob("reading-*"):
                mark.unlink()
        wait_for(signals, "reading-*", READERS)
    finally:
        (signals / "stop").touch()
        outputs = [reader.communicate(timeout=PATIENCE_SECONDS)[0] for reader in readers]
    found = [json.loads(output) for output in outputs]
    assert [reader["errors"] for reader in found] == [[]] * READERS
    assert [reader["mixed"] for reader in found] == [[]] * READERS
    for reader in found:
        assert reader["versions"] == sorted(reader["versions"])
        assert {1, 4} <= set(reader["versions"])
