"""How frequent names are: those of a trained version, or the packaged ones.

Belongs here: the term frequencies of a model, laid out for scoring. Does not belong here: how they
are counted (``training``).
"""

from __future__ import annotations

import csv

import duckdb
import pyarrow as pa

from pipelines.identity.scoring.model import FOLDER, PACKAGED, Model

PACKAGED_FILE = FOLDER / "term_frequency.csv"


def lay_out(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Put the term frequencies of a model into the temporary table ``model_frequency``."""
    if model.version != PACKAGED:
        connection.execute(
            "create or replace temp table model_frequency as "
            "select column_name, term, frequency from identity.term_frequency "
            f"where model = '{model.name}' and version = {model.version}"
        )
        return
    connection.register("packaged_frequency", packaged(model.frequency_columns))
    connection.execute(
        "create or replace temp table model_frequency as select * from packaged_frequency"
    )
    connection.unregister("packaged_frequency")


def packaged(columns: list[str]) -> pa.Table:
    """Read the packaged frequencies of some columns; a term without one weighs as a rare one."""
    rows: list[tuple[str, str, float]] = []
    if PACKAGED_FILE.exists():
        with PACKAGED_FILE.open(encoding="utf-8", newline="") as lines:
            rows = [
                (row["column_name"], row["term"], float(row["frequency"]))
                for row in csv.DictReader(lines)
                if row["column_name"] in columns
            ]
    return pa.table(
        {
            "column_name": pa.array([row[0] for row in rows], pa.string()),
            "term": pa.array([row[1] for row in rows], pa.string()),
            "frequency": pa.array([row[2] for row in rows], pa.float64()),
        }
    )
