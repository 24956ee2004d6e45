"""Why a whole delivery is turned away."""

from __future__ import annotations

from typing import Literal

Rule = Literal["torn", "empty", "wrong_encoding", "missing_column", "wrong_format", "no_date"]


class RejectedError(Exception):
    """A delivery that cannot be read as what its source says it is.

    ``detail`` names columns and positions, never a value.
    """

    def __init__(self, rule: Rule, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule: Rule = rule
        self.detail = detail
