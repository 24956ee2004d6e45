"""What may be asked of a run, for commands that ask before Dagster is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Request:
    """What is asked of a run."""

    full: bool = False
    compare: bool = True
    only: str | None = None
    replay: list[tuple[str, str]] = field(default_factory=list)
    accept: list[tuple[str, str, str]] = field(default_factory=list)
