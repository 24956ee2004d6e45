"""The bounds: which holds for a table, and that the seed, the rules and the models agree."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from pipelines.audit.suites import COMPARED_FROM, RULES
from pipelines.audit.thresholds import THRESHOLDS, Threshold, for_tables, read_thresholds
from pipelines.settings import DBT_PROJECT

TABLES = ["core.dim_a", "core.fct_b", "marts.c"]


def threshold(table: str, value: float = 1, column: str | None = None) -> Threshold:
    return Threshold(
        rule_code="rule",
        table_name=table,
        column_name=column,
        among_column=None,
        value=value,
        unit="rows",
        severity_code="critical",
        description="Why",
    )


def bounds(*thresholds: Threshold) -> dict[str, float]:
    return {table: one.value for one, table in for_tables(thresholds, TABLES)}


def test_most_specific_bound_of_a_rule_holds() -> None:
    found = bounds(threshold("*", 1), threshold("core.*", 2), threshold("core.fct_b", 3))
    assert found == {"core.dim_a": 2, "core.fct_b": 3, "marts.c": 1}


def test_order_of_the_seed_does_not_matter() -> None:
    found = bounds(threshold("core.fct_b", 3), threshold("core.*", 2), threshold("*", 1))
    assert found == {"core.dim_a": 2, "core.fct_b": 3, "marts.c": 1}


def test_all_bounds_of_one_column_hold() -> None:
    two = threshold("core.fct_b", 1, "amount"), threshold("core.fct_b", 2, "amount")
    assert [one.value for one, _ in for_tables(two, TABLES)] == [1, 2]


def test_table_that_is_not_published_is_still_asked_for() -> None:
    assert bounds(threshold("core.gone")) == {"core.gone": 1}


def test_row_with_an_unknown_severity_is_refused(tmp_path: Path) -> None:
    text = THRESHOLDS.read_text().replace(",critical,", ",fatal,", 1)
    (tmp_path / "seed.csv").write_text(text)
    with pytest.raises(ValidationError, match="severity_code"):
        read_thresholds(tmp_path / "seed.csv")


def test_every_rule_has_a_bound_and_every_bound_a_rule() -> None:
    assert {one.rule_code for one in read_thresholds()} == {*RULES, COMPARED_FROM}


def model_columns() -> dict[str, set[str]]:
    """Return the columns of every model that a yml of the dbt project describes, by its name."""
    found: dict[str, set[str]] = {"delivery": {"delivered_on"}, "publication": {"as_of"}}
    for path in (DBT_PROJECT / "models").rglob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for model in content.get("models", []):
            found[model["name"]] = {column["name"] for column in model.get("columns", [])}
    return found


def test_every_bound_names_a_table_and_columns_that_dbt_builds() -> None:
    columns = model_columns()
    gone = [
        (one.table_name, column)
        for one in read_thresholds()
        if not one.is_pattern
        for column in (one.column_name, one.among_column)
        if column and column not in columns.get(one.table_name.split(".")[1], set())
    ]
    assert gone == []
