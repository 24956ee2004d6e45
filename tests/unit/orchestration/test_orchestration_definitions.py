"""The code location loads and holds what it should."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines import settings as settings_module
from pipelines.definitions import build
from pipelines.orchestration.accuracy import RECORD, SUFFICIENT
from pipelines.orchestration.jobs import delivery_sensor
from pipelines.settings import ROOT, Settings
from schemas import CONTRACTS


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("definitions")
    return settings_module.load(warehouse=folder / "warehouse", raw=folder / "raw")


@pytest.fixture(scope="module")
def definitions(settings: Settings) -> dg.Definitions:
    return build(settings)


def test_every_stage_has_its_assets(definitions: dg.Definitions) -> None:
    keys = definitions.resolve_asset_graph().get_all_asset_keys()
    names = {"/".join(key.path) for key in keys}
    assert {f"raw/{entity}" for entity in CONTRACTS} <= names
    assert {"deliveries/web_shop", "landed/web_shop/order", "landed/crm/party"} <= names
    assert {"identity/record", "core/dim_customer", "core/fct_order_line"} <= names
    assert {"marts/customer_overview", "segmentation/customer_segment"} <= names
    assert {"lifecycle/customer_lifecycle", "publication/candidate", "publication/current"} <= names


def test_lineage_goes_from_delivery_to_mart(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    seen: set[dg.AssetKey] = set()
    waiting = [dg.AssetKey(["marts", "sales_orders"])]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(graph.get(key).parent_keys)
    assert dg.AssetKey(["deliveries", "web_shop"]) in seen


def test_identity_names_all_that_it_reads_of_raw(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    read = {dg.AssetKey(["raw", entity]) for entity in ("party", "contact_person")}
    assert graph.get(RECORD).parent_keys == read


def test_every_asset_has_a_description_and_a_group(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        if key in graph.materializable_asset_keys:
            assert node.group_name != "default", key
            assert node.description, key


def test_job_schedule_and_sensor_are_there(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    assert "everything" in repository.job_names
    assert [one.name for one in repository.schedule_defs] == ["daily"]
    assert [one.name for one in repository.sensor_defs] == ["new_deliveries"]


def test_publication_waits_for_the_audit(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    candidate = dg.AssetKey(["publication", "candidate"])
    blocking = [
        graph.get(key)
        for key in graph.get_check_keys_for_assets({candidate})
        if graph.get(key).blocking
    ]
    assert blocking
    assert candidate in graph.get(dg.AssetKey(["publication", "current"])).parent_keys


def test_nothing_is_built_before_the_gate_of_accuracy(settings: Settings) -> None:
    judged = settings.identity.model_copy(update={"labels": "labels.csv"})
    definitions = build(settings.model_copy(update={"identity": judged}))
    graph = definitions.resolve_asset_graph()
    assert graph.get(dg.AssetCheckKey(RECORD, SUFFICIENT)).blocking
    nodes = definitions.resolve_job_def("everything").graph.dependency_structure
    before_dbt = {
        output.node_name
        for outputs in nodes.input_to_upstream_outputs_for_node("dbt_build").values()
        for output in outputs
    }
    assert f"identity__record_{SUFFICIENT}" in before_dbt


def test_a_project_without_labels_has_no_gate_of_accuracy(settings: Settings) -> None:
    unjudged = settings.identity.model_copy(update={"labels": None})
    definitions = build(settings.model_copy(update={"identity": unjudged}))
    keys = definitions.resolve_asset_graph().get_check_keys_for_assets({RECORD})
    assert SUFFICIENT not in {key.name for key in keys}


def test_the_sensor_asks_for_a_run_once_for_each_new_state_of_the_folder(
    settings: Settings, tmp_path: Path
) -> None:
    apart = settings.model_copy(update={"raw": tmp_path})
    sensor = delivery_sensor(apart)
    instance = dg.DagsterInstance.ephemeral()

    def evaluate(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        return sensor(context)  # type: ignore[return-value]

    assert isinstance(evaluate(None), dg.SkipReason)
    file = tmp_path / "web_shop" / "events-2026-01-31.jsonl"
    file.parent.mkdir()
    file.write_text("{}\n")
    first = evaluate(None)
    assert isinstance(first, dg.SensorResult)
    assert len(first.run_requests or []) == 1
    assert isinstance(evaluate(first.cursor), dg.SkipReason)
    file.write_text("{}\n{}\n")
    second = evaluate(first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert second.cursor != first.cursor


def test_no_model_reads_the_clock() -> None:
    forbidden = ("now()", "current_date", "current_timestamp", "today()", "get_current_time")
    read = [
        (path.name, word)
        for path in (ROOT / "dbt_project").rglob("*.sql")
        if "target" not in path.parts
        for word in forbidden
        if word in path.read_text(encoding="utf-8").lower()
    ]
    assert read == []
