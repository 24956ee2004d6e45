"""Landing as a process: killed at its commit boundaries, and held to a bound of memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import ROOT
from tests.unit.landing.landing_project import RATE_MAP, Project, content_hashes

FILES = {
    f"f-2024-0{month}-01": f"day,cur,rate\n2023-0{month}-01,USD,{month}\n2023-01-01,USD,x\n"
    for month in range(1, 4)
}


def land(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.integration.landing.landing_process", str(folder)],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def prepared(folder: Path) -> Path:
    folder.mkdir()
    project = Project(folder, threads=1)
    project.describe({"exchange_rate": {"map": RATE_MAP, "collapse": True}})
    for name, text in FILES.items():
        project.deliver(name, text)
    project.close()
    return folder


def state(folder: Path) -> tuple[object, ...]:
    with duckdb.connect(str(folder / "warehouse" / "working.duckdb")) as connection:
        ledger = connection.execute(
            "select path, status, records_read, records_loaded, records_quarantined "
            "from ledger.delivery join ledger.delivery_entity using (delivery_id) order by path"
        ).fetchall()
        files = connection.execute(
            "select path, content_hash from ledger.file order by 1"
        ).fetchall()
        return content_hashes(connection), ledger, files


@pytest.mark.parametrize(
    ("failpoint", "committed"), [("landing.before_commit", 0), ("landing.after_commit", 1)]
)
def test_a_landing_that_is_killed_ends_as_one_that_is_not(
    tmp_path: Path, failpoint: str, committed: int
) -> None:
    whole, killed = prepared(tmp_path / "whole"), prepared(tmp_path / "killed")
    assert land(whole).returncode == 0
    died = land(killed, CLIENTELE_FAILPOINT=failpoint)
    assert died.returncode == -signal.SIGKILL
    assert len(state(killed)[2]) == committed  # type: ignore[arg-type]
    assert len(state(killed)[1]) == committed  # type: ignore[arg-type]
    assert land(killed).returncode == 0
    assert state(killed) == state(whole)
    assert len(state(whole)[1]) == 3  # type: ignore[arg-type]


def test_a_large_file_lands_in_memory_that_does_not_hold_it(tmp_path: Path) -> None:
    project = Project(tmp_path, threads=1)
    project.describe({"exchange_rate": {"map": RATE_MAP | {"rate": "rate"}}}, ignore=["note"])
    project.close()
    file = tmp_path / "raw" / "f-2024-01-01.csv"
    file.parent.mkdir()
    # Of records this long a batch holds its limit of bytes, not of rows.
    duckdb.sql(
        "copy (select date '2023-01-01' as day, 'USD' as cur, 1 + i as rate, "
        "repeat(chr(97 + (i % 26)::int), 2000) as note "
        f"from range(300000) as r (i)) to '{file}' (header)"
    )
    size = file.stat().st_size / 2**20
    assert size > 500
    done = land(tmp_path)
    assert done.stdout.startswith("loaded {'exchange_rate': 300000}"), done.stderr
    # The interpreter takes 220 MB, DuckDB its two limits at most, the batches in between 150.
    assert int(done.stdout.split()[-1]) < 650
