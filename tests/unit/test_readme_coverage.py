"""The coverage table tells the truth: it names the domain codes that the models carry."""

from __future__ import annotations

import re

import yaml

from pipelines.settings import DBT_PROJECT, ROOT

CODE = re.compile(r"\b[PCDSLMG]\d{1,2}\b")


def codes_of_the_table() -> set[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = text.split("## What is covered")[1].split("## Licence")[0].splitlines()
    return {code for row in rows if row.startswith("|") for code in CODE.findall(row.split("|")[1])}


def codes_of_the_models() -> set[str]:
    found: set[str] = set()
    for path in (DBT_PROJECT / "models").rglob("*.yml"):
        said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for model in said.get("models", []):
            meta = model.get("meta", {}) | (model.get("config") or {}).get("meta", {})
            found |= set(meta.get("domain", []))
    return found


def test_the_table_names_the_codes_that_the_models_carry() -> None:
    assert codes_of_the_table() == codes_of_the_models()
