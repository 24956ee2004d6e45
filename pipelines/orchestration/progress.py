"""Where the stages say how far they are; whoever shows progress listens to this logger."""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("clientele.progress")
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False
LOGGER.addHandler(logging.NullHandler())


def expect(stage: str, count: int) -> None:
    """Say that ``stage`` has ``count`` more items to do."""
    LOGGER.info("", extra={"stage": stage, "expected": count})


def report(stage: str, item: str) -> None:
    """Say that ``stage`` has done ``item``."""
    LOGGER.info(item, extra={"stage": stage, "expected": 0})
