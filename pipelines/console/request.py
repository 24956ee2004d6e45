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
    # What a steward says of two records, by their keys: kind, left, right, reason; what is undone.
    overrule: list[tuple[str, int, int, str]] = field(default_factory=list)
    undo: list[int] = field(default_factory=list)
    # Whether the scoring models of identity are trained on the records that there are.
    train: bool = False

    @property
    def asks_identity(self) -> bool:
        """Tell whether identity is asked for more than what new deliveries bring."""
        return bool(self.overrule or self.undo or self.train)
