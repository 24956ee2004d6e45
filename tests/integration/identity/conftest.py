"""A working file whose raw parties and ledger a test fills as landing would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from pipelines import settings, warehouse
from pipelines.identity.resolution import Summary, resolve


@dataclass
class Warehouse:
    """The working file of a test; each resolution is a run of its own."""

    connection: duckdb.DuckDBPyConnection
    options: settings.Settings
    run_id: int = 1

    def land(
        self,
        delivery: int,
        day: str,
        *parties: dict[str, Any],
        source: str = "crm",
        entity: str = "party",
    ) -> None:
        """Add a delivery of parties, or of another entity, as the current run."""
        self.connection.execute(
            "insert into ledger.delivery (delivery_id, source, delivered_on, status, run_id)"
            " values (?, ?, ?, 'loaded', ?)",
            [delivery, source, day, self.run_id],
        )
        for record, party in enumerate(parties):
            row = party | {
                "_source": source,
                "_delivery": delivery,
                "_record": record,
                "_delivered_on": day,
                "_run": self.run_id,
            }
            marks = ", ".join("?" for _ in row)
            self.connection.execute(
                f"insert into raw.{entity} ({', '.join(row)}) values ({marks})", list(row.values())
            )

    def supersede(self, delivery: int) -> None:
        """Take a delivery back: its rows go, the keys they had are noted."""
        self.connection.execute(
            "insert into ledger.touched select distinct 'party', _source, party_id, ?"
            " from raw.party where _delivery = ?",
            [self.run_id, delivery],
        )
        self.connection.execute("delete from raw.party where _delivery = ?", [delivery])
        self.set_status(delivery, "superseded")

    def set_status(self, delivery: int, status: str) -> None:
        """Give a delivery another status, its rows left where they are."""
        self.connection.execute(
            "update ledger.delivery set status = ? where delivery_id = ?", [status, delivery]
        )

    def resolve(self, as_of: date | None = None) -> Summary:
        """Resolve as the current run and go on to the next."""
        summary = resolve(self.connection, self.options, self.run_id, as_of)
        self.run_id += 1
        return summary

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what ``query`` finds."""
        return self.connection.execute(query).fetchall()

    def key(self, party: str) -> int:
        """Return the record key of a party named as source/id."""
        source, party_id = party.split("/")
        query = "select durable_key('party', ?, ?)"
        return int(self.connection.execute(query, [source, party_id]).fetchall()[0][0])

    def customers(self) -> dict[str, str]:
        """Return each record with the record that its customer key stems from."""
        return dict(
            self.rows("""
                select r.source || '/' || r.party_id, f.source || '/' || f.party_id
                from identity.record as r
                inner join identity.record as f on r.customer_key = f.record_key
            """)
        )

    def events(self, run_id: int) -> list[tuple[Any, ...]]:
        """Return the events of a run, without it."""
        return self.rows(f"""
            select event, customer_key, into_customer_key, record_key
            from identity.event where run_id = {run_id} order by all
        """)


class EndedError(Exception):
    """The process ended."""


def _end(name: str) -> None:
    raise EndedError(name)


Ends = Callable[[ModuleType], AbstractContextManager[None]]


@pytest.fixture
def ends_in(monkeypatch: pytest.MonkeyPatch) -> Ends:
    """Return a block in which a resolution has to end at the first failpoint of a module."""

    @contextmanager
    def ending(module: ModuleType) -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(module, "failpoint", _end)
            with pytest.raises(EndedError):
                yield

    return ending


@pytest.fixture
def warehouse_file(tmp_path: Path) -> Iterator[Warehouse]:
    options = settings.load(warehouse=tmp_path / "warehouse", raw=tmp_path / "raw")
    with warehouse.open_working(options) as connection:
        yield Warehouse(connection, options)
