"""Draw the packaged models for the documentation: a file each, with its own style.

Belongs here: the files ``docs/match-weights-*.svg``. Does not belong here: models of a project,
which the page of accuracy and a run's metadata show.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.identity.accuracy.chart import chart, comparisons
from pipelines.identity.scoring.model import NAMES, packaged
from pipelines.settings import ROOT

FOLDER = ROOT / "docs"
OPEN, NAMESPACE = "<svg ", 'xmlns="http://www.w3.org/2000/svg" '
# The page's colours by day, since a picture is not told whether it is shown by night.
STYLE = (
    "svg{background:#fff}text{fill:#1d2327;font:12px system-ui,'Segoe UI',Arial,sans-serif}"
    ".head{font-weight:600}.level{fill:#5b666e}.weight{text-anchor:end}"
    "line{stroke:#e2e0db}.for{fill:#1a6b43}.against{fill:#a3211f}"
)


def path(name: str) -> Path:
    """Return where the picture of a model lies."""
    return FOLDER / f"match-weights-{name}.svg"


def picture(name: str) -> str:
    """Return the chart of a packaged model as a file of its own."""
    opening, closing, rest = chart(name, comparisons(packaged(name).settings)).partition(">")
    return f"{opening.replace(OPEN, OPEN + NAMESPACE)}{closing}<style>{STYLE}</style>{rest}\n"


def write() -> None:
    """Draw all of them anew."""
    for name in NAMES:
        path(name).write_text(picture(name), encoding="utf-8")


if __name__ == "__main__":
    write()
