"""What of a table its content hash counts, where the yml beside the model says that not all of it.

A table that remembers runs (what was known when) differs between one run over ten deliveries and
ten runs over one, though both know the same now. Its ``meta.content`` says which rows are a
function of the deliveries alone (``rows``, an SQL condition) and which columns are not
(``without``).

Read from the yml, not from dbt's manifest: a file that is hashed may have no manifest beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import yaml

from pipelines.settings import DBT_PROJECT

KEY = "content:"


@dataclass(frozen=True)
class Content:
    """Rows for which a condition holds, without some columns; everything, unless said otherwise."""

    rows: str = "true"
    without: frozenset[str] = frozenset()

    def counts(self, column: str) -> bool:
        """Tell whether the column says something; one with ``_`` in front says how a row came."""
        return not column.startswith("_") and column not in self.without


WHOLE = Content()


@cache
def declared() -> Mapping[str, Content]:
    """Return what the models' yml files declare, by name of the model."""
    found = {}
    for path in sorted((DBT_PROJECT / "models").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        # Parsing all of them takes a second.
        for model in yaml.safe_load(text).get("models", ()) if KEY in text else ():
            said = model.get("config", {}).get("meta", {}).get("content")
            if said:
                found[model["name"]] = Content(said["rows"], frozenset(said["without"]))
    return MappingProxyType(found)


def content_of(table: str) -> Content:
    """Return what of the table counts."""
    return declared().get(table, WHOLE)
