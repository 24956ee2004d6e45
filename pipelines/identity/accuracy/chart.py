"""The match-weight chart: what each level of each comparison says for or against one party.

Belongs here: from a model's settings, as Splink has them, to a drawing. Does not belong here: any
value of a record: a chart shows comparisons, levels and weights alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

ROW, GAP, HEAD = 18, 10, 20
LABELS, BARS, NUMBERS = 380, 360, 60
WIDTH = LABELS + BARS + NUMBERS


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison and its weight, the base-2 logarithm of a Bayes factor."""

    name: str
    weight: float


@dataclass(frozen=True)
class Comparison:
    """What two records are compared by."""

    name: str
    levels: tuple[Level, ...]


def comparisons(settings: Mapping[str, Any]) -> list[Comparison]:
    """Return the comparisons of a model; levels without evidence (nothing known) are left out."""
    return [
        Comparison(
            one["output_column_name"],
            tuple(
                Level(level["label_for_charts"], math.log2(m / u))
                for level in one["comparison_levels"]
                if (m := level.get("m_probability")) and (u := level.get("u_probability"))
            ),
        )
        for one in settings["comparisons"]
    ]


def prior_weight(settings: Mapping[str, Any]) -> float | None:
    """Return the weight at which any two records start, if the model states it."""
    chance = settings.get("probability_two_random_records_match")
    return math.log2(chance / (1 - chance)) if chance else None


def chart(name: str, found: Iterable[Comparison]) -> str:
    """Draw the weights as bars that leave a common zero to the right (for) or left (against)."""
    found = [one for one in found if one.levels]
    weights = [abs(level.weight) for one in found for level in one.levels]
    scale = BARS / 2 / max(weights, default=1.0)
    drawn, top = [], 0
    for one in found:
        drawn.append(f'<text class="head" x="0" y="{top + 14}">{escape(one.name)}</text>')
        top += HEAD
        for level in one.levels:
            drawn.append(_bar(level, top, scale))
            top += ROW
        top += GAP
    middle = LABELS + BARS / 2
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {max(top, ROW)}" role="img" '
        f'aria-label="Match weights of the model {escape(name)}">'
        f'<line x1="{middle:g}" y1="0" x2="{middle:g}" y2="{top}"/>{"".join(drawn)}</svg>'
    )


def _bar(level: Level, top: int, scale: float) -> str:
    length = max(abs(level.weight) * scale, 1.0)
    middle = LABELS + BARS / 2
    start = middle if level.weight >= 0 else middle - length
    side = "for" if level.weight >= 0 else "against"
    return (
        f'<text class="level" x="12" y="{top + 13}">{escape(level.name)}</text>'
        f'<rect class="{side}" x="{start:.1f}" y="{top + 3}" width="{length:.1f}" height="12"/>'
        f'<text class="weight" x="{WIDTH}" y="{top + 13}">{level.weight:+.1f}</text>'
    )
