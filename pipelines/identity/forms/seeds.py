"""The lists of words behind identity, each a CSV beside this module.

Belongs here: reading them. Does not belong here: lists that a company edits (placeholders are a
seed of dbt's project).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a list without its heading."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(tuple(row) for row in csv.reader(lines))[1:]


@cache
def by_kind(name: str) -> dict[str, frozenset[str]]:
    """Return the words of a list of (word, kind), by kind."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for word, kind in rows(name):
        kinds[kind].add(word)
    return {kind: frozenset(words) for kind, words in kinds.items()}
