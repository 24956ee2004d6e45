"""Scoring: how likely two records are one where no exact rule decides, by Splink's models.

Belongs here: the models of persons and organisations, the pairs that are compared, their weights.
Does not belong here: what follows from a weight (``clusters``).
"""

from pipelines.identity.scoring.explain import Part, explain
from pipelines.identity.scoring.scored_pairs import refresh, remember

__all__ = ["Part", "explain", "refresh", "remember"]
