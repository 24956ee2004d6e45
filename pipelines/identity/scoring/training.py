"""Training on request: how often levels hold for two records that are one, and for any two.

Belongs here: from features to a new version of a model, the same for the same features. Does not
belong here: when it is asked for, the prior (``prior``), or scoring, for which it is frozen.
"""

from __future__ import annotations

import copy
import json
import math
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException

from pipelines.identity.scoring import formula, organisation, person, prior
from pipelines.identity.scoring.model import NAMES, PRIOR, TABLES, splink_settings

STATED = {"person": person.COMPARISONS, "organisation": organisation.COMPARISONS}

# Records whose pairs are all counted for the odds of any two: 2,500 give 3 million pairs.
RANDOM_RECORDS = 2_500
# Records among which pairs that are mostly one are looked for.
MATCH_RECORDS = 200_000
# Below this there is nothing to learn from.
FEWEST_RECORDS = 200

# A level that few pairs are in is hardly learnt; its stated odds count as so many pairs.
STATED_PAIRS = 100_000.0
STATED_MATCHES = 0.5
# A learnt weight stays within so many bits of the stated one: a file's own dirt is learnt, but no
# level turns round.
FARTHEST = 2.0
# Frequencies of a name are kept from this many records on; a rarer one weighs as a rare one.
FEWEST_TERMS = 3

# Each rule finds pairs of which many are one; what it compares is learnt by the others.
RULES = {
    "person": (
        "l.birth_date = r.birth_date and l.sex_code is not distinct from r.sex_code",
        "l.family_name = r.family_name and l.postal_code = r.postal_code",
        "l.emails[1] = r.emails[1]",
        "l.name_key = r.name_key and l.city = r.city",
    ),
    "organisation": (
        "l.organisation_name = r.organisation_name and l.city = r.city",
        "l.national_ids[1] = r.national_ids[1]",
        "l.postal_code = r.postal_code and l.street = r.street",
    ),
}

NEVER_SEEN = "is below the minimum allowed value"

SAMPLE = """
select {columns} from ({records})
order by hash(record_key) limit {limit}
"""


@dataclass(frozen=True)
class Trained:
    """What training made of one model."""

    settings: dict[str, Any]
    records: int
    pairs: int


def train(connection: duckdb.DuckDBPyConnection, run_id: int) -> dict[str, int]:
    """Train both models on the features that there are; return the versions that are new.

    A kind of which there are hardly any records keeps the model that it has.
    """
    connection.execute(TABLES)
    versions = {}
    for name in NAMES:
        trained = learn(connection, name)
        if trained is not None:
            versions[name] = _keep(connection, name, trained, run_id)
    return versions


def learn(connection: duckdb.DuckDBPyConnection, name: str) -> Trained | None:
    """Learn the odds of a model; None where there are too few records."""
    records = _sample(connection, name, MATCH_RECORDS)
    if len(records) < FEWEST_RECORDS:
        return None
    stated = splink_settings(STATED[name], PRIOR)
    few = _sample(connection, name, RANDOM_RECORDS)
    random_odds, pairs = _random(few, stated), len(few) * (len(few) - 1) // 2
    settings = copy.deepcopy(stated)
    matches = _matches(name, records, stated)
    for comparison in settings["comparisons"]:
        place = comparison["output_column_name"]
        for number, level in enumerate(comparison["comparison_levels"]):
            _blend(level, matches.get((place, number)), random_odds.get((place, number)), pairs)
    settings["probability_two_random_records_match"] = prior.count(connection, name)
    return Trained(settings, len(records), pairs)


def _sample(connection: duckdb.DuckDBPyConnection, name: str, limit: int) -> pa.Table:
    columns = ", ".join(formula.COLUMNS)
    query = SAMPLE.format(columns=columns, records=formula.record_sql(name), limit=limit)
    return connection.execute(query).to_arrow_table()


def _linker(records: pa.Table, settings: dict[str, Any]) -> Linker:
    # One thread: sums of floats in another order would be other sums.
    connection = duckdb.connect(config={"threads": 1})
    api = DuckDBAPI(connection)
    without = copy.deepcopy(settings)
    for comparison in without["comparisons"]:
        for level in comparison["comparison_levels"]:
            level.pop("tf_adjustment_column", None)
            level.pop("tf_minimum_u_value", None)
    return Linker(api.register(records), without, log_level="ERROR")


def _random(records: pa.Table, settings: dict[str, Any]) -> dict[tuple[str, int], float]:
    linker = _linker(records, settings)
    pairs = len(records) * (len(records) - 1) / 2
    linker.training.estimate_u_using_random_sampling(
        max_pairs=pairs + 1, seed=1, min_count_per_level=None
    )
    return _odds(linker, "u_probability")


def _matches(
    name: str, records: pa.Table, settings: dict[str, Any]
) -> dict[tuple[str, int], float]:
    linker = _linker(records, settings)
    for rule in RULES[name]:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, fix_u_probabilities=True, max_pairs=None
            )
        except EMTrainingException:
            # No pair shares what the rule compares.
            continue
        except ValueError as fault:
            # Splink has no type of its own for a level that none of the rule's pairs is in.
            if NEVER_SEEN not in str(fault):
                raise
    return _odds(linker, "m_probability")


def _odds(linker: Linker, which: str) -> dict[tuple[str, int], float]:
    trained = linker.misc.save_model_to_json()
    return {
        (comparison["output_column_name"], number): float(level[which])
        for comparison in trained["comparisons"]
        for number, level in enumerate(comparison["comparison_levels"])
        if which in level
    }


def _blend(level: dict[str, Any], m: float | None, u: float | None, pairs: int) -> None:
    """Move the odds of a level from what is stated towards what was learnt."""
    if level.get("is_null_level") or level["fix_m_probability"]:
        return
    stated_m, stated_u = level["m_probability"], level["u_probability"]
    new_m = stated_m if m is None else STATED_MATCHES * stated_m + (1 - STATED_MATCHES) * m
    new_u = stated_u
    if u is not None:
        new_u = (u * pairs + stated_u * STATED_PAIRS) / (pairs + STATED_PAIRS)
    stated = math.log2(stated_m / stated_u)
    learnt = min(max(math.log2(new_m / new_u), stated - FARTHEST), stated + FARTHEST)
    level["m_probability"] = float(f"{new_m:.6g}")
    level["u_probability"] = float(f"{new_m / 2**learnt:.6g}")


def _keep(connection: duckdb.DuckDBPyConnection, name: str, trained: Trained, run_id: int) -> int:
    found = connection.execute(
        "select coalesce(max(version), 0) + 1 from identity.model where model = ?", [name]
    ).fetchall()
    version = int(found[0][0])
    connection.execute("update identity.model set is_active = false where model = ?", [name])
    connection.execute(
        "insert into identity.model values (?, ?, ?, ?, true, ?, ?)",
        [name, version, run_id, json.dumps(trained.settings), trained.records, trained.pairs],
    )
    columns = {
        level["tf_adjustment_column"]
        for comparison in trained.settings["comparisons"]
        for level in comparison["comparison_levels"]
        if "tf_adjustment_column" in level
    }
    for column in sorted(columns):
        connection.execute(
            f"insert into identity.term_frequency "
            f"select '{name}', {version}, '{column}', {column}, count(*) / sum(count(*)) over () "
            f"from identity.feature where kind = '{name}' and {column} is not null "
            f"group by {column} qualify count(*) >= {FEWEST_TERMS}"
        )
    return version
