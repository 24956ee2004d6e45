"""What the bounds are reckoned from: the contents of the candidate, and of the version before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from pipelines.attachment import attached
from pipelines.sql_text import quoted

AUDITED_SCHEMAS = ("core", "marts", "segmentation", "lifecycle")


@dataclass(frozen=True)
class Batch:
    """The rows that an expectation is about: a table, or those of its rows that ``where`` names."""

    table: str
    where: str | None = None

    @property
    def query(self) -> str:
        """The rows as SQL."""
        where = f" where {self.where}" if self.where else ""
        return f"select * from {quoted(*self.table.split('.', 1))}{where}"


class Profile:
    """A published file, or one about to be, as the rules ask about it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Wrap a connection whose default catalog is the file."""
        self._connection = connection

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()

    def number(self, query: str) -> float:
        """Return the one number that a query gives, 0 for none."""
        return float(self._rows(query)[0][0] or 0)

    @cached_property
    def version(self) -> int:
        """The version's number."""
        return int(self.number("select version from meta.publication"))

    @cached_property
    def as_of(self) -> date:
        """The day that the version shows."""
        day: date = self._rows("select as_of from meta.publication")[0][0]
        return day

    @cached_property
    def tables(self) -> dict[str, int]:
        """The audited tables with the rows that ``meta`` says they have."""
        rows = self._rows(
            "select schema_name || '.' || table_name, row_count from meta.table_stats "
            f"where schema_name in {AUDITED_SCHEMAS} order by all"
        )
        return dict(rows)

    @cached_property
    def fed_tables(self) -> frozenset[str]:
        """The tables that show raw entities all of which have records."""
        rows = self._rows(
            "select schema_name || '.' || table_name from meta.table_stats "
            "where len(entities) > 0 and list_has_all((select coalesce(list(distinct entity), []) "
            "from meta.delivery where status = 'loaded' and records_loaded > 0), entities)"
        )
        return frozenset(name for (name,) in rows)

    @cached_property
    def sources(self) -> list[str]:
        """The sources of which deliveries are loaded."""
        rows = self._rows("select distinct source from meta.delivery where status = 'loaded'")
        return sorted(name for (name,) in rows)

    @cached_property
    def _columns(self) -> frozenset[tuple[str, str]]:
        rows = self._rows(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() "
            "where database_name = current_database()"
        )
        return frozenset((table, column) for table, column in rows)

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether there is such a table, and the column in it."""
        if column is None:
            return any(table == name for name, _ in self._columns)
        return (table, column) in self._columns

    def share(self, batch: Batch, condition: str) -> float:
        """Return the share of the rows for which a condition is true."""
        return self.number(f"select avg(coalesce(({condition}), false)::int) from ({batch.query})")

    def distribution(self, batch: Batch, column: str) -> dict[str, float]:
        """Return the share of each value of a column that holds codes."""
        rows = self._rows(
            f"select {quoted(column)}, count(*) / sum(count(*)) over () from ({batch.query}) "
            f"where {quoted(column)} is not null group by 1 order by 1"
        )
        return dict(rows)


@contextmanager
def open_profile(path: Path) -> Iterator[Profile]:
    """Open a file to ask about it; it is closed before Great Expectations opens it."""
    with attached(path) as (connection, _):
        yield Profile(connection)
