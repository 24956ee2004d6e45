"""Great Expectations on a DuckDB file: the data source that the package itself lacks.

Two things stand between the two. Great Expectations returns a connection before it has fetched the
rows, upon which DuckDB has none left; so one connection stays open. And it asks the dialect's
module for type names and for the way to write a regular expression; so it gets such a module.

The file is open until the process ends: this runs in a process of its own, read-only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import sqlalchemy
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine as GenericSqlEngine,
)

# Counts only: without this the results would hold examples of the values that do not fit.
RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


def _dialect_module(dialect: type) -> ModuleType:
    module = ModuleType("duckdb_dialect")
    vars(module).update({name: getattr(sqlalchemy.types, name) for name in dir(sqlalchemy.types)})
    # Dremio's way to match a regular expression is REGEXP_MATCHES(column, pattern), as DuckDB's.
    vars(module).update(dialect=dialect, DremioDialect=object)
    return module


# Metrics are registered under the engine's class name, hence the same name once more.
class SqlAlchemyExecutionEngine(GenericSqlEngine):
    """The SQL engine with one connection that outlives the query."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Open the engine and give it a module for DuckDB's dialect."""
        super().__init__(*arguments, **options)
        self.dialect_module = _dialect_module(type(self.engine.dialect))

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        """Yield the one connection and leave it open."""
        if not self._connection:
            self._connection = self.engine.connect()
        yield self._connection


# In the class below ``type`` is a field.
EngineClass = type[GenericSqlEngine]


class DuckDBDatasource(SQLDatasource):
    """The data source ``duckdb``; declaring it adds ``data_sources.add_duckdb``."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment] # the base says "sql"

    @property
    def execution_engine_type(self) -> EngineClass:
        """The engine above."""
        return SqlAlchemyExecutionEngine


def open_file(path: Path) -> Any:
    """Return a data source on ``path``, read-only, in a context that is only in memory."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_duckdb(
        "candidate",
        connection_string=f"duckdb:///{path}?access_mode=read_only",
        create_temp_table=False,
    )


def validate(
    source: Any, name: str, query: str, expectations: Sequence[tuple[str, Mapping[str, Any], str]]
) -> list[Any]:
    """Hold the rows of a query against expectations (kind, arguments, severity).

    The engine answers in an order of its own; the results are returned in that of the expectations.
    """
    suite = gx.ExpectationSuite(
        name=name,
        expectations=[
            getattr(gx.expectations, kind)(
                **arguments, severity=severity, meta={"position": position}
            )
            for position, (kind, arguments, severity) in enumerate(expectations)
        ],
    )
    asset = source.add_query_asset(name=name, query=query)
    batch = asset.add_batch_definition_whole_table(name).get_batch()
    results = batch.validate(suite, result_format=RESULT_FORMAT).results
    return sorted(results, key=lambda result: int(result.expectation_config.meta["position"]))
