"""Why a whole delivery is turned away."""

from __future__ import annotations

import re
from typing import Literal

# What DuckDB says of lines of JSON that it does not read past, and what that means.
UNREADABLE = {
    "maximum_object_size": "a line is longer than 16 MB",
    "Maximum line size": "a line is longer than 16 MB",
}

# What is wrong with the machine, not with the file: the delivery waits for the next run.
THE_MACHINES = ("no space left on device", "too many open files", "temporary directory")

Rule = Literal["torn", "empty", "wrong_encoding", "missing_column", "wrong_format", "no_date"]


class RejectedError(Exception):
    """A delivery that cannot be read as what its source says it is.

    ``detail`` names columns and positions, never a value.
    """

    def __init__(self, rule: Rule, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule: Rule = rule
        self.detail = detail


def read_failure(error: Exception) -> Exception:
    """Say why DuckDB could not read on, without its message: that may hold values."""
    text = str(error)
    kind = re.match(r"[A-Z][A-Za-z ]* Error(?=:)", text)
    said = kind.group() if kind else type(error).__name__
    if said.lower() in ("out of memory error", "interrupt error"):
        return error
    if any(words in text.lower() for words in THE_MACHINES):
        return error
    if any(word in text.lower() for word in ("unicode", "utf-8", "encoding")):
        return RejectedError(
            "wrong_encoding", "the content is not in the encoding that the source says"
        )
    for words, detail in UNREADABLE.items():
        if words in text:
            return RejectedError("wrong_format", detail)
    return RejectedError("torn", f"the content cannot be read to its end ({said})")
