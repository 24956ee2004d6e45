"""Contracts say what each column means, who may see it, and take code lists from their one home."""

from __future__ import annotations

import ast
import csv

import pytest

from pipelines.settings import ROOT
from schemas import CONTRACTS
from schemas.contract import CODE_LISTS, codes


def test_every_column_has_a_description_and_a_privacy_class() -> None:
    for entity, contract in CONTRACTS.items():
        described = {}
        for name, column in contract.to_schema().columns.items():
            assert column.description, f"{entity}.{name}"
            assert column.description.endswith("."), f"{entity}.{name}"
            assert column.metadata["privacy"] in {"public", "internal", "personal", "sensitive"}
            described[name] = column.description
        assert len(set(described.values())) == len(described), f"{entity}: a description is copied"


def test_every_contract_has_a_key_and_a_grain() -> None:
    for entity, contract in CONTRACTS.items():
        roles = [column.metadata["role"] for column in contract.to_schema().columns.values()]
        assert {"key", "document"} & set(roles), entity
        assert (contract.__doc__ or "").startswith("One row is "), entity


def test_code_lists_are_those_of_the_seeds() -> None:
    used = set()
    for entity, contract in CONTRACTS.items():
        for name, column in contract.to_schema().columns.items():
            if code_list := column.metadata.get("code_list"):
                used.add(code_list)
                with (CODE_LISTS / f"code_{code_list}.csv").open(encoding="utf-8") as lines:
                    seed = [row["code"] for row in csv.DictReader(lines)]
                (check,) = column.checks
                assert list(check.statistics["allowed_values"]) == seed, f"{entity}.{name}"
                assert len(seed) == len(set(seed)) > 1
    assert len(used) > 15


def test_no_contract_writes_codes_of_its_own() -> None:
    known = {
        row["code"]
        for path in CODE_LISTS.glob("code_*.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    }
    for path in sorted((ROOT / "schemas").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.List | ast.Tuple | ast.Set):
                texts = {one.value for one in node.elts if isinstance(one, ast.Constant)}
                assert len(texts & known) < 2, f"{path.name}:{node.lineno}"
            if isinstance(node, ast.keyword):
                assert node.arg != "isin" or path.name == "contract.py", path.name


def test_a_code_list_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        codes("no_such_list")
