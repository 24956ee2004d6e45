"""CRM Sales Opportunities: stages, both win rates, and each piece of dirt."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from example_project import Example

OPPORTUNITIES = "core.fct_opportunity"


@pytest.fixture(scope="module")
def crm(run_example: Callable[[str], Example]) -> Example:
    return run_example("crm_sales")


def test_every_record_is_loaded(crm: Example) -> None:
    assert crm.working(
        "select entity, records_read, records_loaded, records_quarantined "
        "from ledger.delivery_entity join ledger.active_delivery using (delivery_id) order by 1"
    ) == [
        ("employee", 35, 35, 0),
        ("opportunity", 8_800, 8_800, 0),
        ("party", 85, 85, 0),
        ("product", 7, 7, 0),
    ]


def test_stages_hold_the_stated_counts(crm: Example) -> None:
    assert crm.published(
        f"select stage_code, count(*), sum(won_amount) from {OPPORTUNITIES} group by 1 order by 1"
    ) == [
        ("engaging", 1_589, None),
        ("lost", 2_473, None),
        ("prospecting", 500, None),
        ("won", 4_238, Decimal(10_005_534)),
    ]


def test_win_rates_name_their_denominator(crm: Example) -> None:
    managers = {row[0]: row[1:] for row in crm.analysis("win_rates")}
    assert managers["all"] == (10_005_534, 4_238, 2_473, 63.15, 48.16, 51.8)
    assert {name: row[0] for name, row in managers.items() if name != "all"} == {
        "Melvin Marxen": 2_251_930,
        "Summer Sewald": 1_964_750,
        "Rocco Neubert": 1_960_545,
        "Celia Rouche": 1_603_897,
        "Cara Losch": 1_130_049,
        "Dustin Brinkmann": 1_094_363,
    }


@pytest.mark.parametrize(
    ("question", "count"),
    [
        (f"select count(*) from {OPPORTUNITIES} where customer_key = -1", 1_425),
        (f"select count(*) from {OPPORTUNITIES} where product_id = 'GTX Pro'", 1_480),
        (f"select count(*) from {OPPORTUNITIES} where product_id = 'GTXPro'", 0),
        ("select count(*) from core.dim_product where is_inferred and product_key <> -1", 0),
        ("select count(*) from core.dim_customer where industry_name = 'technology'", 12),
        ("select count(*) from core.dim_customer where industry_name = 'technolgy'", 0),
        (
            "select count(*) from core.dim_employee where employee_key <> -1 and employee_key "
            f"not in (select employee_key from {OPPORTUNITIES})",
            5,
        ),
    ],
)
def test_dirt_is_mended_by_the_mapping_or_kept_as_unknown(
    crm: Example, question: str, count: int
) -> None:
    assert crm.published(question) == [(count,)]


def test_no_seller_is_named_in_the_open_file(crm: Example) -> None:
    sellers = crm.published(
        "select count(name), count(distinct employee_id) from core.dim_employee"
    )
    assert sellers == [(35, 35)]
    named = "select count(*) from core.dim_employee where employee_id = name"
    assert crm.published(named) == [(0,)]
