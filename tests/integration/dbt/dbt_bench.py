"""A project whose deliveries are hand-made, and dbt on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt_deliveries import FEBRUARY, Delivery, land

from pipelines.identity.resolution import resolve
from pipelines.settings import DBT_PROJECT, Settings
from pipelines.warehouse import open_working, set_bounds

Contents = dict[str, list[tuple[Any, ...]]]


@dataclass
class Bench:
    """A project of its own; what is delivered to it, and what dbt makes of that."""

    settings: Settings
    target: Path

    def deliver(self, deliveries: list[Delivery], run_id: int) -> None:
        """Land deliveries in one run and resolve who is who."""
        with open_working(self.settings) as connection:
            for delivery in deliveries:
                land(connection, delivery, run_id)
            resolve(connection, self.settings, run_id)

    def note_built(self, run_id: int, as_of: date) -> None:
        """Note in the ledger what the next increment counts from."""
        with open_working(self.settings) as connection:
            connection.execute(
                "insert into ledger.run by name select ? as run_id, ?::date as as_of, "
                "'built' as status, 'f' as fingerprint",
                [run_id, as_of],
            )

    def failures(self, *arguments: str, since_run: int = -1, as_of: date = FEBRUARY) -> set[str]:
        """Run dbt in this process; return the names of what failed."""
        with open_working(self.settings) as connection:
            set_bounds(connection, as_of, since_run)
        stated = {
            "company_currency": "EUR",
            "company_zone": "Europe/Berlin",
            "company_country": "DE",
        }
        folders = [
            *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
            *("--target-path", str(self.target), "--log-path", str(self.target)),
        ]
        result = dbtRunner().invoke([*arguments, *folders, "--vars", json.dumps(stated), "--quiet"])
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()
        assert result.exception is None, result.exception
        return {
            one.node.name for one in result.result.results if str(one.status) in ("error", "fail")
        }

    def dbt(self, *arguments: str, since_run: int = -1, as_of: date = FEBRUARY) -> None:
        """Run dbt in this process; nothing may fail."""
        failed = self.failures(*arguments, since_run=since_run, as_of=as_of)
        assert not failed, failed

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the working file."""
        with duckdb.connect(str(self.settings.working), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def contents(self) -> Contents:
        """Return the sorted rows of every incremental model."""
        manifest = json.loads((self.target / "manifest.json").read_text())
        names = [
            f"{node['schema']}.{node['name']}"
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model" and node["config"]["materialized"] == "incremental"
        ]
        return {name: self.query(f"select * from {name} order by all") for name in sorted(names)}
