"""The demonstration company: a seeded generator of deliveries, with the truth about them.

Belongs here: what Velo Nord's systems would write, and who is who behind it. Does not belong here:
anything that the pipeline may read besides those deliveries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from pipelines.demo.delivery import deliver
from pipelines.demo.dirt import Dirt
from pipelines.demo.systems import feeds
from pipelines.demo.truth import Truth
from pipelines.demo.world import make_world

SIZES = {"small": 2_000, "medium": 100_000}
UNTIL = date(2026, 6, 30)
SEED = 2026


@dataclass(frozen=True)
class Summary:
    """What was written."""

    files: int
    rows: int


def number_of_parties(size: str | int) -> int:
    """Return how many parties a size means.

    Raises:
        ValueError: if it is neither a name nor a number of at least 50.

    """
    if str(size) in SIZES:
        return SIZES[str(size)]
    if not str(size).isdigit() or int(size) < 50:
        raise ValueError(
            f"size {size!r}: say {', '.join(SIZES)} or a number of at least 50 parties"
        )
    return int(size)


def generate(
    target_raw: Path,
    size: str | int = "small",
    seed: int = SEED,
    truth: Path | None = None,
    until: date = UNTIL,
) -> Summary:
    """Write the company's deliveries below ``target_raw`` and the truth beside them.

    Args:
        target_raw: The project's folder of deliveries.
        size: ``small``, ``medium`` or a number of parties.
        seed: The same seed and size give the same bytes.
        truth: Folder of the truth; by default ``truth`` beside ``target_raw``.
        until: The last day of the three years.

    """
    world = make_world(number_of_parties(size), seed, until)
    known = Truth()
    files = rows = 0
    for number, feed in enumerate(feeds(world)):
        dirt = Dirt(np.random.default_rng([seed, 1_000 + number]))
        for written in deliver(feed, target_raw, dirt, known):
            files, rows = files + 1, rows + written
    known.write(truth or target_raw.parent / "truth", world.records, world.parties)
    return Summary(files, rows)
