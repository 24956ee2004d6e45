"""The checks of the core pass on sound tables and find each fault that they are there for."""

from __future__ import annotations

import json

import pytest
from dbt_bench import Bench, Contents

from pipelines.warehouse import open_working

CORE = ("--select", "staging", "intermediate", "core", "--exclude", "resource_type:seed")

FAULTS = {
    "assert_money_in_raw_equals_money_in_facts": (
        "update core.fct_lead set expected_amount = expected_amount + 1 where lead_id = 'L1'"
    ),
    "assert_order_money_in_raw_equals_money_in_facts": (
        "update core.fct_order_line set line_amount = line_amount + 1"
    ),
    "assert_every_delivered_key_is_in_its_fact": "delete from core.fct_survey_answer",
    "assert_money_in_facts_equals_money_in_customer_months": (
        "update core.fct_customer_month set revenue_company_amount = revenue_company_amount + 1"
    ),
    "assert_every_history_is_gapless": (
        "update core.dim_product_history set valid_to_at = valid_to_at - interval 1 hour"
    ),
    "assert_every_opportunity_is_in_its_last_stage": (
        "update core.fct_opportunity set stage_code = 'lost'"
    ),
}


@pytest.fixture(scope="module")
def built(bench: Bench, runs: dict[str, Contents]) -> Bench:
    """Build the rest of the core on the full rebuild, with all of its tests."""
    assert runs
    bench.dbt("build", *CORE, "--indirect-selection", "buildable", since_run=1)
    return bench


def test_no_model_or_test_is_disabled(built: Bench) -> None:
    # dbt disables a test that names an undeclared source, and says nothing
    manifest = json.loads((built.target / "manifest.json").read_text())
    assert manifest["disabled"] == {}
    assert [key for key, one in manifest["nodes"].items() if not one["config"]["enabled"]] == []


def test_history_keeps_what_a_snapshot_dropped_and_what_waits(built: Bench) -> None:
    rows = built.query("select name, is_deleted from core.dim_customer where name is not null")
    assert dict(rows) == {
        "Anna Berg": False,
        "Fleet Ltd": False,  # its record waits in quarantine
        "Newcomer": False,
        "Parts Inc": False,
        "Unused": False,
    }
    assert built.query("select lead_id from core.fct_lead where is_deleted") == [("L2",)]


def test_a_merged_customer_has_one_row_and_all_facts(built: Bench) -> None:
    rows = built.query(
        "select count(distinct customer_key), count(*) from core.bridge_customer_identity "
        "where party_id in ('P1', 'A1')"
    )
    assert rows == [(1, 2)]
    assert built.query(
        "select email, city, record_count, source_count from core.dim_customer "
        "where name = 'Anna Berg'"
    ) == [("anna@example.org", "Hamburg", 2, 2)]


def test_ids_that_never_arrived_are_inferred_members(built: Bench) -> None:
    rows = built.query("select employee_id, name from core.dim_employee where is_inferred")
    assert sorted(rows, key=str) == [("E1", None), ("E9", None), (None, None)]


def test_every_fault_is_found(built: Bench) -> None:
    with open_working(built.settings) as connection:
        for fault in FAULTS.values():
            connection.execute(fault)
    assert built.failures("test", "--select", *FAULTS, since_run=1) == FAULTS.keys()
