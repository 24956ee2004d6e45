"""Which relations are published, with their descriptions, keys and privacy classes.

All of it is read from dbt's ``manifest.json``: the yml beside a model is the one place that says
what a column means and who may read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from schemas import CONTRACTS
from schemas.contract import Privacy

PUBLISHED_SCHEMAS = ("core", "marts", "segmentation", "lifecycle", "codes", "rules")
STEP = "int_"  # a step on the way to a table that readers get, wherever its folder lies
PRIVACY_CLASSES: tuple[str, ...] = get_args(Privacy)


class ManifestError(ValueError):
    """What dbt's manifest says does not suffice to publish what dbt built."""


@dataclass(frozen=True)
class Column:
    """What the yml says of one column."""

    name: str
    description: str
    privacy: str | None


@dataclass(frozen=True)
class Table:
    """What the yml says of one published model or seed, and what feeds it."""

    schema: str
    name: str
    description: str
    primary_key: tuple[str, ...]
    columns: Mapping[str, Column]
    entities: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Schema and name."""
        return self.schema, self.name

    @property
    def full_name(self) -> str:
        """The name as a query writes it."""
        return f"{self.schema}.{self.name}"


def read_manifest(manifest: Path | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the manifest's content.

    Raises:
        ManifestError: if there is no manifest, since dbt has not run.

    """
    if isinstance(manifest, Mapping):
        return manifest
    try:
        content: Mapping[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ManifestError(f"{manifest} is not there: run dbt before publishing") from error
    return content


def published_tables(manifest: Path | Mapping[str, Any]) -> list[Table]:
    """Return what is published, by schema and name; views are published as tables."""
    content = read_manifest(manifest)
    nodes = content["nodes"]
    tables = [
        _table(content, unique_id, node)
        for unique_id, node in nodes.items()
        if node["resource_type"] in ("model", "seed")
        and node["schema"] in PUBLISHED_SCHEMAS
        and node["config"].get("materialized") != "ephemeral"
        and not node["name"].startswith(STEP)
    ]
    return sorted(tables, key=lambda table: (table.schema, table.name))


def _table(content: Mapping[str, Any], unique_id: str, node: Mapping[str, Any]) -> Table:
    columns = (_column(column) for column in node["columns"].values())
    return Table(
        schema=node["schema"],
        name=node.get("alias") or node["name"],
        description=_one_line(node.get("description")),
        primary_key=tuple(name.lower() for name in node.get("primary_key") or ()),
        columns={column.name: column for column in columns},
        entities=_entities(content, unique_id),
    )


def _column(column: Mapping[str, Any]) -> Column:
    meta = {**(column.get("meta") or {}), **((column.get("config") or {}).get("meta") or {})}
    return Column(
        name=column["name"].lower(),
        description=_one_line(column.get("description")),
        privacy=meta.get("privacy"),
    )


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _entities(content: Mapping[str, Any], unique_id: str) -> tuple[str, ...]:
    """Return the raw entities that a node shows rows of.

    That is the one it is named after, or else those of the nodes that it reads: a fact looks at
    other entities to know which of its own rows are to be made anew, and shows none of them.
    """
    found: set[str] = set()
    seen: set[str] = set()
    open_ids = [unique_id]
    while open_ids:
        current = open_ids.pop()
        if current in seen or current not in content["nodes"]:
            continue
        seen.add(current)
        node = content["nodes"][current]
        entity = _entity_in(node["name"])
        if entity is not None:
            found.add(entity)
        else:
            open_ids.extend(node.get("depends_on", {}).get("nodes", ()))
    return tuple(sorted(found))


def _entity_in(name: str) -> str | None:
    """Return the entity that a staging model, dimension or fact is named after."""
    prefix, _, rest = name.partition("_")
    if prefix not in ("stg", "dim", "fct"):
        return None
    named = [entity for entity in CONTRACTS if f"{rest}_".startswith(f"{entity}_")]
    return max(named, key=len, default=None)
