"""The names of what the models compare, as a table beside the scored pairs.

Belongs here: which comparison stands at which place of ``scored_pair.weights``. Does not belong
here: what a comparison is made of (``scoring``).
"""

from __future__ import annotations

import duckdb

from pipelines.identity.scoring import model

TABLE = """
create table if not exists identity.comparison (
    model varchar not null, version integer not null, position integer not null,
    comparison varchar not null
);
"""


def refresh(connection: duckdb.DuckDBPyConnection) -> None:
    """Name the comparisons of the models in force, and of no others."""
    models = [model.active(connection, name) for name in model.NAMES]
    rows = [
        (one.name, one.version, position, comparison["output_column_name"])
        for one in models
        for position, comparison in enumerate(one.comparisons, start=1)
    ]
    connection.execute("delete from identity.comparison")
    connection.executemany("insert into identity.comparison values (?, ?, ?, ?)", rows)
