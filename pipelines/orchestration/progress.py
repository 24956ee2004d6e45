"""Where the stages say how far they are; whoever shows progress listens to this logger."""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("clientele.progress")
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())


def report(stage: str, item: str, *, total: int | None = None) -> None:
    """Say that ``stage`` has done ``item``; ``total`` says how many items there will be."""
    LOGGER.info(item, extra={"stage": stage, "total": total})
