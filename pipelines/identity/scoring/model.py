"""A model as it is kept and used: Splink's settings, version and term frequencies.

Belongs here: which model is in force, read and written. Does not belong here: what the models
compare, and how they are trained.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

FOLDER = Path(__file__).resolve().parents[1] / "models"
NAMES = ("person", "organisation")
PACKAGED = 0

# The odds of two records about which nothing is known: those of a file of some 50,000 people, each
# with another record or two. Training counts a file's own.
PRIOR = 1 / 50_000

TABLES = """
create schema if not exists identity;
create table if not exists identity.model (
    model varchar not null, version integer not null, trained_run bigint not null,
    settings varchar not null, is_active boolean not null, records bigint not null,
    pairs bigint not null
);
create table if not exists identity.term_frequency (
    model varchar not null, version integer not null, column_name varchar not null,
    term varchar not null, frequency double not null
);
"""


@dataclass(frozen=True)
class Model:
    """Splink's settings of one kind of party; ``version`` is ``PACKAGED`` where none is trained."""

    name: str
    version: int
    settings: dict[str, Any]

    @property
    def comparisons(self) -> list[dict[str, Any]]:
        """The comparisons in the order of ``identity.scored_pair.weights``."""
        found: list[dict[str, Any]] = self.settings["comparisons"]
        return found

    @property
    def prior(self) -> float:
        """The probability that two records are one of which nothing is known."""
        return float(self.settings["probability_two_random_records_match"])

    @property
    def frequency_columns(self) -> list[str]:
        """The columns whose frequent values weigh less, in a fixed order."""
        columns = {
            level["tf_adjustment_column"]
            for comparison in self.comparisons
            for level in comparison["comparison_levels"]
            if "tf_adjustment_column" in level
        }
        return sorted(columns)


def splink_settings(comparisons: tuple[dict[str, Any], ...], prior: float) -> dict[str, Any]:
    """Write comparisons as Splink's settings."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_key",
        "probability_two_random_records_match": prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": list(comparisons),
    }


def packaged(name: str) -> Model:
    """Read the model that comes with the package."""
    settings = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Model(name, PACKAGED, settings["settings"])


def active(connection: duckdb.DuckDBPyConnection, name: str) -> Model:
    """Return the model in force: the last trained one, else the packaged one."""
    version = dict(versions(connection)).get(name)
    if version is None:
        return packaged(name)
    (settings,) = connection.execute(
        "select settings from identity.model where model = ? and version = ?", [name, version]
    ).fetchall()[0]
    return Model(name, version, json.loads(settings))


def digest(connection: duckdb.DuckDBPyConnection) -> str:
    """Identify the models in force; term frequencies are frozen with their version."""
    models = [active(connection, name) for name in NAMES]
    stated = json.dumps([(one.name, one.version, one.settings) for one in models], sort_keys=True)
    return hashlib.md5(stated.encode(), usedforsecurity=False).hexdigest()


def versions(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Return the trained models in force, also of a file that has no table for them."""
    known = connection.execute(
        "select count(*) from duckdb_tables() "
        "where schema_name = 'identity' and table_name = 'model' and not internal"
    ).fetchall()
    if not known[0][0]:
        return []
    return connection.execute(
        "select model, version from identity.model where is_active order by all"
    ).fetchall()
