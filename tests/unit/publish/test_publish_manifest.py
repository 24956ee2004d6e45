"""What is read from dbt's manifest: which relations are published, and what feeds them."""

from typing import Any

import pytest

from pipelines.publish.dbt_manifest import ManifestError, published_tables, read_manifest


def node(schema: str, name: str, *parents: str, **fields: Any) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "schema": schema,
        "name": name,
        "description": "One row\n  per thing.",
        "config": {"materialized": "table"},
        "primary_key": ["thing_key"],
        "columns": {},
        "depends_on": {"nodes": list(parents)},
        **fields,
    }


def test_only_tables_of_published_schemas_are_published() -> None:
    nodes = {
        "a": node("core", "dim_b"),
        "b": node("core", "dim_a"),
        "c": node("staging", "stg_a"),
        "d": node("marts", "int_step__taken"),
        "e": node("marts", "inlined", config={"materialized": "ephemeral"}),
        "f": node("core", "a_test", resource_type="test"),
        "g": node("codes", "code_a", resource_type="seed"),
    }
    names = [table.full_name for table in published_tables({"nodes": nodes, "sources": {}})]
    assert names == ["codes.code_a", "core.dim_a", "core.dim_b"]


def test_entities_are_found_through_all_models_between() -> None:
    nodes = {
        "mart": node("marts", "orders", "fact", "mart"),
        "fact": node("core", "fct_order", "staged", "other"),
        "staged": node("staging", "stg_order", "raw.order"),
    }
    sources = {
        "raw.order": {"source_name": "raw", "name": "order"},
        "other": {"source_name": "identity", "name": "record"},
    }
    tables = published_tables({"nodes": nodes, "sources": sources})
    assert [table.entities for table in tables] == [("order",), ("order",)]


@pytest.mark.parametrize(
    "said", [{"meta": {"privacy": "personal"}}, {"config": {"meta": {"privacy": "personal"}}}]
)
def test_class_is_read_from_meta_in_either_place(said: dict[str, Any]) -> None:
    column = {"name": "EMAIL", "description": "An\n address.", **said}
    content = {"nodes": {"a": node("core", "dim_a", columns={"EMAIL": column})}, "sources": {}}
    found = published_tables(content)[0].columns["email"]
    assert (found.privacy, found.description) == ("personal", "An address.")


def test_manifest_that_is_not_there_asks_for_dbt(tmp_path: Any) -> None:
    with pytest.raises(ManifestError, match="run dbt"):
        read_manifest(tmp_path / "manifest.json")
