"""The page of accuracy: one file without scripts or anything from the network.

Belongs here: how figures and weights are shown. Does not belong here: how they come about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from pipelines.audit.page import STYLE
from pipelines.identity.accuracy.chart import chart, comparisons, prior_weight
from pipelines.identity.accuracy.judgement import Judgement
from pipelines.identity.accuracy.wording import rows

OWN_STYLE = Path(__file__).with_name("page.css")
PAGE = "accuracy.html"
HEADS = ("Figure", "Identity", "Exact rules alone")


def page(judgement: Judgement, models: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page as HTML; ``models`` are settings of Splink by name."""
    style = STYLE.read_text(encoding="utf-8") + OWN_STYLE.read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Accuracy of identity</title>
<style>
{style}</style>
</head>
<body>
<main>
<header>
<h1>Accuracy of identity</h1>
<p class="lead">{judgement.compared:,} of {judgement.labelled:,} labelled {judgement.form} are
known and were compared.</p>
</header>
{_verdict(judgement)}
<h2>Figures</h2>
{_table("Figures of accuracy", HEADS, rows(judgement))}
{_sizes(judgement)}
<h2>What weighs how much</h2>
{"".join(_model(name, models[name]) for name in sorted(models)) or "<p>No model is active.</p>"}
</main>
</body>
</html>
"""


def _verdict(judgement: Judgement) -> str:
    if judgement.is_sufficient:
        return '<p class="verdict passed">Sufficient: no threshold is missed.</p>'
    return (
        '<p class="verdict failed" role="alert">Kept back: '
        f"{escape('; '.join(judgement.faults))}.</p>"
    )


def _sizes(judgement: Judgement) -> str:
    clusters = judgement.ours.clusters
    if clusters is None:
        return ""
    ours, true = clusters.customer_sizes, clusters.entity_sizes
    listed = [
        (f"{size:,}", f"{ours.get(size, 0):,}", f"{true.get(size, 0):,}")
        for size in sorted(ours.keys() | true.keys())
    ]
    heads = ("Labelled records", "Customers with so many", "Entities with so many")
    return f"<h2>Sizes</h2>\n{_table('Sizes of customers and entities', heads, listed)}"


def _model(name: str, settings: Mapping[str, Any]) -> str:
    prior = prior_weight(settings)
    start = f" Two records start at {prior:+.1f}." if prior is not None else ""
    return (
        f"<h3>{escape(name.capitalize())}</h3>\n<p>Each level adds its weight, the base-2 logarithm"
        f" of how much likelier it is for one party than for two.{start}</p>\n"
        f"{chart(name, comparisons(settings))}\n"
    )


def _table(caption: str, heads: Sequence[str], listed: Sequence[tuple[str, ...]]) -> str:
    named = "".join(
        f'<th scope="col"{" class=number" if place else ""}>{head}</th>'
        for place, head in enumerate(heads)
    )
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f'<td class="number">{cell}</td>' for cell in cells)
        + "</tr>"
        for first, *cells in listed
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{named}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody></table></div>"
    )
