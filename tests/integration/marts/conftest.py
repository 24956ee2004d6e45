"""The hand-made history, built by dbt from raw to marts, once for all tests of this folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import date

import duckdb
import hand_made_history as history
import pytest
from filelock import FileLock

from pipelines import settings, warehouse
from pipelines.identity.resolution import resolve
from pipelines.orchestration import dbt_command


def land(connection: duckdb.DuckDBPyConnection, day: str = history.AS_OF) -> None:
    """Fill raw and the ledger as landing would, with one delivery of the source crm."""
    connection.execute(
        "insert into ledger.delivery (delivery_id, source, delivered_on, status, run_id)"
        " values (1, 'crm', ?, 'loaded', 1)",
        [day],
    )
    for entity, rows in history.deliveries().items():
        for record, row in enumerate(rows):
            landed = row | {
                "_source": "crm",
                "_delivery": 1,
                "_record": record,
                "_delivered_on": day,
                "_run": 1,
            }
            marks = ", ".join("?" for _ in landed)
            connection.execute(
                f'insert into raw."{entity}" ({", ".join(landed)}) values ({marks})',
                list(landed.values()),
            )


def dbt(options: settings.Settings, *arguments: str) -> None:
    """Run dbt on the working file of ``options``; its output is the message of a failure."""
    folder = options.warehouse / "dbt"
    ran = subprocess.run(
        [
            *(dbt_command.DBT, "--quiet", *arguments),
            *("--project-dir", str(settings.DBT_PROJECT)),
            *("--profiles-dir", str(settings.DBT_PROJECT)),
            *("--target-path", str(folder), "--log-path", str(folder)),
        ],
        env=os.environ | {"CLIENTELE_WORKING": str(options.working)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory) -> settings.Settings:
    """Settings of a warehouse that processes which test side by side share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "marts"
    return settings.load(warehouse=folder / "warehouse", raw=folder / "raw")


@pytest.fixture(scope="session")
def built(options: settings.Settings) -> settings.Settings:
    done = options.warehouse.parent / "built"
    done.parent.mkdir(exist_ok=True)
    with FileLock(done.with_suffix(".lock")):
        if not done.exists():
            with warehouse.open_working(options) as connection:
                land(connection)
                resolve(connection, options, 1, date.fromisoformat(history.AS_OF))
                warehouse.set_bounds(connection, date.fromisoformat(history.AS_OF))
            dbt(options, "build", "--exclude", "resource_type:unit_test")
            dbt(options, "compile", "--select", "resource_type:analysis")
            done.touch()
    return options


@pytest.fixture(scope="session")
def analyses(built: settings.Settings) -> dict[str, str]:
    """Return the compiled SQL of each analysis."""
    files = (built.warehouse / "dbt" / "compiled").glob("*/analyses/*.sql")
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@pytest.fixture(scope="session")
def rows(built: settings.Settings) -> Iterator[history.Rows]:
    """Ask the built file; ``party(key)`` is the party of a customer key."""
    with duckdb.connect(str(built.working), read_only=True) as connection:
        connection.execute(
            "set variable parties = (select map(list(customer_key), list(party_id))"
            " from core.bridge_customer_identity where is_current)"
        )
        connection.execute("create temp macro party(key) as (getvariable('parties')[key])")
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()
