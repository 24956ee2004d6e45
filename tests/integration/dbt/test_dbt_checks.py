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
        "Bell Works": False,
        "Berg Works": False,  # its parent became part of another customer
        "Fleet Ltd": False,  # its record waits in quarantine
        "Known before": False,  # corrected before it was delivered
        "Newcomer": False,
        "Parts Inc": False,
    }
    assert built.query("select lead_id from core.fct_lead where is_deleted") == [("L2",)]


def test_a_merged_customer_has_one_row_and_all_facts(built: Bench) -> None:
    rows = built.query(
        "select count(distinct customer_key), count(*) from core.bridge_customer_identity "
        "where is_current and party_id in ('P1', 'A1')"
    )
    assert rows == [(1, 2)]
    assert built.query(
        "select email, city, record_count, source_count from core.dim_customer "
        "where name = 'Anna Berg'"
    ) == [("anna@example.org", "Hamburg", 2, 2)]


def test_a_correction_wins_until_it_is_taken_back_and_follows_its_record(built: Bench) -> None:
    rows = built.query(
        "select party_source, attribute_code, value, rule_code, method_code, source_count "
        "from core.customer_attribute where record_key in (select customer_key from "
        "core.dim_customer where name in ('Anna Berg', 'Parts Inc')) "
        "and attribute_code in ('language_code', 'city', 'industry_name') order by 1, 2"
    )
    # of two corrections, each of a record of hers, the later
    assert rows == [
        ("crm", "city", "Hamburg", "sole", "unknown", 1),
        ("crm", "language_code", "fr", "correction", "unknown", 0),
    ]
    versions = built.query(
        "select language_code from core.dim_customer_history "
        "where name = 'Anna Berg' order by version_number"
    )
    assert list(dict.fromkeys(row[0] for row in versions))[-2:] == ["de", "fr"]
    cities = built.query(
        "select city from core.dim_customer_history where name = 'Parts Inc' order by valid_from_at"
    )
    # from the day on which the record was first known: the correction was said before
    assert [row[0] for row in cities] == ["Ulm", None]


def test_the_golden_values_are_those_of_the_dimension(built: Bench) -> None:
    for attribute in ("name", "email", "city", "street", "language_code", "birth_date"):
        different = built.query(
            "select * from core.dim_customer as customers "
            "full join (from core.customer_attribute "
            f"where attribute_code = '{attribute}') as golden using (customer_key) "
            f"where customers.{attribute}::varchar is distinct from golden.value"
        )
        assert different == [], attribute


def test_ids_that_never_arrived_are_inferred_members(built: Bench) -> None:
    rows = built.query("select employee_id, name from core.dim_employee where is_inferred")
    assert sorted(rows, key=str) == [("E1", None), ("E9", None), (None, None)]


def test_every_fault_is_found(built: Bench) -> None:
    with open_working(built.settings) as connection:
        for fault in FAULTS.values():
            connection.execute(fault)
    assert built.failures("test", "--select", *FAULTS, since_run=1) == FAULTS.keys()
