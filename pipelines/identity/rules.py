"""The exact rules: what is compared, which values never match, how many parties may share one.

Belongs here: the rules as data, and the hash by which a change of them is seen. Does not belong
here: their thresholds (settings) and the placeholder patterns (a seed).
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import phonenumbers

from pipelines.identity.guards import Guards
from pipelines.settings import DBT_PROJECT, Settings

PLACEHOLDERS = DBT_PROJECT / "seeds" / "rules" / "placeholder_value.csv"
ATTRIBUTES = ("email", "phone", "national_id")
JUDGED = (*ATTRIBUTES, "name", "birth_date")

# All that derives: code, lists of words, packaged models. What judges, tells or trains is aside.
FOLDER = Path(__file__).parent
DERIVING = {".py", ".csv", ".json"}
ASIDE = {"accuracy", "explanation.py", "training.py"}


@dataclass(frozen=True)
class Rules:
    """Guards, placeholders, the company's own addresses and numbers, and a digest of the models."""

    country: str
    max_parties: dict[str, int]
    placeholders: dict[str, str]
    guards: Guards = field(default_factory=Guards)
    own_values: tuple[str, ...] = ()
    review_weight: float = 0.0
    models: str = ""

    @property
    def hash(self) -> str:
        """Identify the rules, with all that derives by them and the library's number plans."""
        stated = repr((content_hash(), phonenumbers.__version__, self))
        return hashlib.md5(stated.encode(), usedforsecurity=False).hexdigest()


@cache
def content_hash(folder: Path = FOLDER) -> str:
    """Identify the files that derive, read once a process: changed ones derive everything anew."""
    content = hashlib.md5(usedforsecurity=False)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix in DERIVING and ASIDE.isdisjoint(name.parts):
            content.update(f"{name.as_posix()} {path.stat().st_size} ".encode() + path.read_bytes())
    return content.hexdigest()


def read_placeholders(path: Path = PLACEHOLDERS) -> dict[str, str]:
    """Return one regular expression an attribute; a value that it matches whole is no evidence.

    Raises:
        ValueError: if the seed names an attribute that no rule compares.

    """
    patterns: dict[str, list[str]] = {attribute: [] for attribute in JUDGED}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["attribute_code"] not in patterns:
                raise ValueError(f"{path.name}: no rule compares {row['attribute_code']!r}")
            patterns[row["attribute_code"]].append(f"(?:{row['pattern']})")
    # Matched whole, an empty alternation would match the empty string, which no contract lets in.
    return {attribute: "|".join(listed) for attribute, listed in patterns.items()}


def of(settings: Settings) -> Rules:
    """Return the rules that ``settings`` and the seed state."""
    limits = {a: getattr(settings.identity, f"max_parties_per_{a}") for a in ATTRIBUTES}
    guards = Guards(settings.identity.max_records, match_weight=settings.identity.match_weight)
    own = tuple(sorted(settings.identity.own_values))
    review_weight = min(settings.identity.review_weight, settings.identity.match_weight)
    return Rules(settings.company.country, limits, read_placeholders(), guards, own, review_weight)
