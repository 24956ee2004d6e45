"""The match weights of the models as a table in a run's metadata.

Belongs here: the table, of comparisons, levels and weights, without any value of a record. Does not
belong here: how weights come about (``identity.scoring``), nor their drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from pipelines.identity.accuracy.chart import comparisons, prior_weight
from pipelines.identity.scoring.model import Model

HEADS = "model | comparison | level | weight\n---|---|---|---:"


def match_weights(models: Iterable[Model]) -> dg.MarkdownMetadataValue:
    """Return a row for each level of each comparison, and one for what two records start with."""
    lines = [HEADS]
    for model in models:
        prior = prior_weight(model.settings)
        if prior is not None:
            lines.append(_line(model, "prior", "any two records", prior))
        lines += [
            _line(model, one.name, level.name, level.weight)
            for one in comparisons(model.settings)
            for level in one.levels
        ]
    return dg.MetadataValue.md("\n".join(lines))


def _line(model: Model, comparison: str, level: str, weight: float) -> str:
    return f"{model.name} {model.version} | {comparison} | {level} | {weight:+.2f}"
