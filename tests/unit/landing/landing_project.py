"""A project with one source, for tests to deliver files to and land them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import yaml

from pipelines import settings as settings_module
from pipelines.landing.land import Outcome
from pipelines.landing.run import land_source
from pipelines.landing.source import Source, load_source
from pipelines.settings import Settings
from pipelines.warehouse import open_working
from schemas import CONTRACTS

RATE_MAP = {
    "rate_date": "day",
    "base_currency_code": "'EUR'",
    "currency_code": "cur",
    "rate": "rate",
}
PRODUCT_MAP = {"product_id": "cur", "name": "day"}


class Project:
    """One source and its working file, open as long as the project is."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.settings: Settings = settings_module.load(
            project=folder, warehouse=folder / "warehouse", raw=folder / "raw", **settings
        )
        self.stack = ExitStack()
        self.connection = self.stack.enter_context(open_working(self.settings))
        self.run_id = 0
        self.source: Source

    def describe(self, entities: dict[str, Any], reader: str = "csv", **feed: Any) -> Source:
        """Write the source file: one feed, dated by its files' names."""
        said = {
            "source": "shop",
            "description": "A shop.",
            "zone": feed.pop("zone", "UTC"),
            "tolerance": feed.pop("tolerance", 1.0),
            "feeds": {
                "files": {
                    "files": "f-*",
                    "date": r"f-(?P<date>\d{4}-\d{2}-\d{2})(?:\.r(?P<revision>\d+))?",
                    "reader": reader,
                    "entities": {
                        name: {"mode": "delta"} | entity for name, entity in entities.items()
                    },
                }
                | feed
            },
        }
        path = self.folder / "shop.yml"
        path.write_text(yaml.safe_dump(said))
        self.source = load_source(path)
        return self.source

    def deliver(self, name: str, content: str | bytes) -> Path:
        path = self.settings.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def land(self) -> list[Outcome]:
        """Land what is new, as a run does; every delivery must be conserved."""
        self.run_id += 1
        outcomes = list(land_source(self.connection, self.settings, self.source, self.run_id))
        for outcome in outcomes:
            assert all(one.is_conserved for one in outcome.counts.values()), outcome
        return outcomes

    def land_one(self, name: str, content: str | bytes) -> Outcome:
        self.deliver(name, content)
        (outcome,) = self.land()
        return outcome

    def rows(self, entity: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Return the active rows of an entity."""
        return self.fetch(
            f'select {columns} from raw."{entity}" where _delivery in '
            "(select delivery_id from ledger.active_delivery) order by _delivered_on, _record"
        )

    def broken(self, entity: str) -> dict[int | None, list[str]]:
        """Return the rules in quarantine by record number."""
        rows = self.fetch(f'select _record, rules from quarantine."{entity}" order by _record')
        return {record: sorted(rules) for record, rules in rows}

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def close(self) -> None:
        self.stack.close()


def content_hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return a hash of each table's active rows that knows no delivery, record and run."""
    found = {}
    for entity in CONTRACTS:
        for schema, kept in (
            ("raw", "_delivery, _record, _run"),
            ("quarantine", "_delivery, _run"),
        ):
            rows = connection.execute(
                f"select count(*), sum(hash(r)::hugeint) from (select * exclude ({kept}) "
                f'from {schema}."{entity}" where _delivery in '
                "(select delivery_id from ledger.active_delivery)) as r"
            ).fetchone()
            found[f"{schema}.{entity}"] = rows
    return found
