"""The figures in words: one table, for the page, the command line and Dagster's metadata.

Belongs here: names and formats of figures. Does not belong here: HTML, Markdown or colours.
"""

from __future__ import annotations

from pipelines.identity.accuracy.figures import Clusters, Figures, Score
from pipelines.identity.accuracy.judgement import Judgement


def rows(judgement: Judgement) -> list[tuple[str, str, str]]:
    """Return name, what identity reaches and what the exact rules alone would reach."""
    ours, exact = _named(judgement.ours), _named(judgement.exact)
    return [(name, value, exact[name]) for name, value in ours.items()]


def _named(figures: Figures) -> dict[str, str]:
    pairs = figures.pairs
    named = {
        **_score("pairwise", pairs.score),
        "pairs found": f"{pairs.found:,}",
        "pairs wrongly joined": f"{pairs.wrong:,}",
        "pairs missed": f"{pairs.missed:,}",
    }
    if figures.b_cubed is not None:
        named |= _score("B-cubed", figures.b_cubed)
    if figures.clusters is not None:
        named |= _clusters(figures.clusters)
    return named


def _score(kind: str, score: Score) -> dict[str, str]:
    return {
        f"{kind} precision": f"{score.precision:.5f}",
        f"{kind} recall": f"{score.recall:.5f}",
        f"{kind} F1": f"{score.f1:.5f}",
    }


def _clusters(clusters: Clusters) -> dict[str, str]:
    return {
        "customers": f"{clusters.customers:,}",
        "entities": f"{clusters.entities:,}",
        "customers exactly right": f"{clusters.exact:,}",
        "customers over-merged": f"{clusters.over_merged:,}",
        "entities split": f"{clusters.split:,}",
        "records of the largest customer": f"{max(clusters.customer_sizes, default=0):,}",
    }
