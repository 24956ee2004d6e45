"""What the yml beside a model says of the way back: its grain and what stands behind a row.

``meta.trace`` names the relations behind a model, each with the columns in which its rows equal the
row above them, or with an SQL condition between ``this`` (the row above) and ``that``. A relation
is a published model, which is followed in its turn, or a contract, whose raw rows are the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.publish.dbt_manifest import PUBLISHED_SCHEMAS, STEP, read_manifest
from pipelines.settings import Settings
from pipelines.sql_text import quoted
from schemas import CONTRACTS


class TraceError(LookupError):
    """The table or row cannot be traced; the message says why."""


@dataclass(frozen=True)
class Model:
    """A published model: its grain, and the condition under which a relation's row is behind it."""

    schema: str
    name: str
    grain: tuple[str, ...]
    behind: Mapping[str, str] | None

    @property
    def full_name(self) -> str:
        """The name as a query writes it."""
        return f"{self.schema}.{self.name}"


def read_models(settings: Settings) -> dict[str, Model]:
    """Return the published models by name, as dbt's manifest holds them."""
    content = read_manifest(settings.warehouse / "dbt" / "manifest.json")
    return {
        node["name"]: _model(node)
        for node in content["nodes"].values()
        if node["resource_type"] == "model"
        and node["schema"] in PUBLISHED_SCHEMAS
        and not node["name"].startswith(STEP)
    }


def _model(node: Mapping[str, Any]) -> Model:
    meta = node["config"]["meta"]
    said = meta.get("trace")
    behind = None if said is None else {name: _condition(on) for name, on in said.items()}
    return Model(node["schema"], node["name"], _grain(node, meta), behind)


def _grain(node: Mapping[str, Any], meta: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns that the model's test of uniqueness names, or ``meta.grain``."""
    declared = meta.get("grain") or node.get("primary_key") or ()
    columns = ",".join(declared).removeprefix("row(").removesuffix(")")
    return tuple(column.strip() for column in columns.split(",") if column.strip())


def _condition(on: str | list[str]) -> str:
    if isinstance(on, str):
        return on
    return " and ".join(f"that.{quoted(name)} = this.{quoted(name)}" for name in on)


def order_of_descent(models: Mapping[str, Model], start: str) -> list[str]:
    """Return ``start`` and all that stands behind it, each after everything that leads to it.

    Raises:
        TraceError: if a model on the way does not say what stands behind its rows.

    """
    found: list[str] = []

    def visit(name: str, above: str) -> None:
        if name in found:
            return
        if name not in CONTRACTS:
            if name not in models or models[name].behind is None:
                raise TraceError(
                    f"{name}, behind {above}, does not say what it is made of: "
                    "add `trace` to the meta of its yml"
                )
            for below in models[name].behind or ():
                visit(below, name)
        found.append(name)

    visit(start, start)
    return found[::-1]
