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
    names = [table.full_name for table in published_tables({"nodes": nodes})]
    assert names == ["codes.code_a", "core.dim_a", "core.dim_b"]


def entities(**parents: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    nodes = {name: node("core", name, *read) for name, read in parents.items()}
    return {table.name: table.entities for table in published_tables({"nodes": nodes})}


def test_table_named_after_an_entity_shows_that_one() -> None:
    found = entities(
        fct_order_line=("stg_order_line", "stg_order", "fct_order_line"),
        fct_opportunity_stage=("stg_opportunity",),
        dim_product_history=("stg_product", "stg_lead"),
        stg_order=("raw.order",),
        dim_channel=("code_channel",),
    )
    assert found["fct_order_line"] == ("order_line",)
    assert found["fct_opportunity_stage"] == ("opportunity",)
    assert found["dim_product_history"] == ("product",)
    assert found["dim_channel"] == ()


def test_other_tables_show_what_the_tables_they_read_show() -> None:
    found = entities(
        sales=("between", "dim_employee"),
        between=("fct_order_line", "sales"),
        fct_order_line=("stg_lead",),
        dim_employee=(),
    )
    assert found["sales"] == ("employee", "order_line")


@pytest.mark.parametrize(
    "said", [{"meta": {"privacy": "personal"}}, {"config": {"meta": {"privacy": "personal"}}}]
)
def test_class_is_read_from_meta_in_either_place(said: dict[str, Any]) -> None:
    column = {"name": "EMAIL", "description": "An\n address.", **said}
    content = {"nodes": {"a": node("core", "dim_a", columns={"EMAIL": column})}}
    found = published_tables(content)[0].columns["email"]
    assert (found.privacy, found.description) == ("personal", "An address.")


def test_manifest_that_is_not_there_asks_for_dbt(tmp_path: Any) -> None:
    with pytest.raises(ManifestError, match="run dbt"):
        read_manifest(tmp_path / "manifest.json")
