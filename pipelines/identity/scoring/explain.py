"""Why two records are one or not: each comparison of the model, the level that holds, its weight.

Belongs here: the weights of any two records, scored before or not. Does not belong here: exact
rules, and what a reader may see of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.identity.scoring import formula, frequencies
from pipelines.identity.scoring import model as models

PRIOR = "prior"


@dataclass(frozen=True)
class Part:
    """What one comparison says of two records; no value of theirs is in it."""

    comparison: str
    level: str
    weight: float


def explain(connection: duckdb.DuckDBPyConnection, left: int, right: int) -> list[Part]:
    """Weigh two records by the model in force; the sum of the weights is their match weight.

    Empty where a record is not there, or one is a person and the other an organisation.
    """
    kinds = connection.execute(
        "select distinct kind from identity.feature where record_key in (?, ?)", [left, right]
    ).fetchall()
    if len(kinds) != 1:
        return []
    model = models.active(connection, kinds[0][0])
    frequencies.lay_out(connection, model)
    records = f"({formula.compared_sql(model, 'model_frequency')})"
    first, last = sorted((left, right))
    pair = f"(select {first:d} as record_key_left, {last:d} as record_key_right)"
    side_by_side = formula.pair_sql(model, pair, records)
    columns = ", ".join((*formula.levels(model), *formula.weights(model)))
    found = connection.execute(f"select {columns} from ({side_by_side})").fetchone()
    connection.execute("drop table temp.model_frequency")
    if found is None:
        return []
    half = len(model.comparisons)
    return [
        Part(PRIOR, "before anything is compared", formula.prior_weight(model)),
        *(
            Part(
                comparison["output_column_name"],
                comparison["comparison_levels"][place]["label_for_charts"],
                round(weight, 4),
            )
            for comparison, place, weight in zip(
                model.comparisons, found[:half], found[half:], strict=True
            )
        ),
    ]
