"""An example project and what was published from its data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.settings import Settings

Row = tuple[Any, ...]


@dataclass
class Example:
    """An example project and the warehouse that was published from its data."""

    settings: Settings

    def published(self, query: str) -> list[Row]:
        """Ask the published file that has the personal columns too."""
        return ask(self.settings.current / "clientele_personal.duckdb", query)

    def working(self, query: str) -> list[Row]:
        """Ask the file that holds raw, ledger and quarantine."""
        return ask(self.settings.working, query)

    def analysis(self, name: str) -> list[Row]:
        """Run an analysis of the project on the published file."""
        query = self.settings.project / "analyses" / f"{name}.sql"
        return self.published(query.read_text(encoding="utf-8"))


def ask(file: Path, query: str) -> list[Row]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()
