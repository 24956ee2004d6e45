"""Contracts and dbt sources say the same: columns, order, types, descriptions, privacy classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.settings import DBT_PROJECT
from pipelines.warehouse import RAW_COLUMNS, contract_types
from schemas import CONTRACTS

MODELS = DBT_PROJECT / "models"
PRIVACY = {"public", "internal", "personal", "sensitive"}


def declared(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the columns of each table of a dbt source."""
    (source,) = yaml.safe_load((MODELS / "sources" / f"{name}.yml").read_text())["sources"]
    return {
        table["name"]: {column["name"]: column for column in table["columns"]}
        for table in source["tables"]
    }


def differences(entity: str, columns: dict[str, dict[str, Any]]) -> list[str]:
    """Return what the dbt source says of an entity otherwise than its contract."""
    fields = CONTRACTS[entity].to_schema().columns
    expected = {
        name: (kind, fields[name].description, fields[name].metadata["privacy"])
        for name, kind in contract_types(CONTRACTS[entity]).items()
    }
    stated = {
        name: (column["data_type"], column["description"], column["config"]["meta"]["privacy"])
        for name, column in columns.items()
        if name not in RAW_COLUMNS
    }
    found = [f"{entity}.{name}: only in dbt" for name in stated.keys() - expected.keys()]
    found += [f"{entity}.{name}: only in the contract" for name in expected.keys() - stated.keys()]
    found += [
        f"{entity}.{name}: contract {expected[name]}, dbt {stated[name]}"
        for name in expected.keys() & stated.keys()
        if expected[name] != stated[name]
    ]
    if not found and list(expected) != list(stated):
        found.append(f"{entity}: columns in another order")
    if list(columns)[len(stated) :] != list(RAW_COLUMNS):
        found.append(f"{entity}: columns of the delivery differ from {list(RAW_COLUMNS)}")
    return sorted(found)


def test_dbt_sources_declare_every_contract() -> None:
    assert declared("raw").keys() == CONTRACTS.keys()
    assert declared("quarantine").keys() == CONTRACTS.keys()


@pytest.mark.parametrize("entity", CONTRACTS)
def test_dbt_source_agrees_with_the_contract(entity: str) -> None:
    assert differences(entity, declared("raw")[entity]) == []


def test_differences_are_named() -> None:
    columns = declared("raw")["lead"]
    columns = {"surplus": columns.pop("lead_id")} | columns
    columns["reason_code"] = columns["reason_code"] | {"data_type": "bigint"}
    assert [line.split(":")[0] for line in differences("lead", columns)] == [
        "lead.lead_id",
        "lead.reason_code",
        "lead.surplus",
    ]


@pytest.mark.parametrize("entity", CONTRACTS)
def test_staging_passes_every_column_of_the_contract_on(entity: str) -> None:
    sql = (MODELS / "staging" / f"stg_{entity}.sql").read_text()
    selected = sql[sql.index("renamed as (") :].replace("(", " ").replace(",", " ").split()
    missing = [name for name in contract_types(CONTRACTS[entity]) if name not in selected]
    assert missing == []


def model_files() -> list[Path]:
    """Return the yml files of all models of staging, intermediate and core."""
    folders = ("staging", "intermediate", "core")
    return sorted(path for folder in folders for path in (MODELS / folder).rglob("*.yml"))


@pytest.mark.parametrize("path", model_files(), ids=lambda path: path.stem)
def test_every_model_is_described(path: Path) -> None:
    assert path.with_suffix(".sql").exists()
    (model,) = yaml.safe_load(path.read_text())["models"]
    assert model["name"] == path.stem
    assert model["description"].startswith("One row")
    for column in model["columns"]:
        assert column["description"], column["name"]
        assert column["config"]["meta"]["privacy"] in PRIVACY, column["name"]


def test_every_model_has_a_yml() -> None:
    described = {path.stem for path in model_files()}
    models = {
        path.stem
        for path in MODELS.rglob("*.sql")
        if path.parts[-2] in ("staging", "intermediate", "dimensions", "facts")
    }
    assert models == described
