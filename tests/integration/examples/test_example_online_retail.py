"""Online Retail: every line arrives, and the published figures come out."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from example_project import Example

LINES = "core.fct_order_line"
PURCHASES = (
    f"{LINES} where customer_key <> -1 and not is_cancellation "
    "and quantity > 0 and unit_price_amount > 0"
)
# Of the segment: customers, mean recency, mean frequency, mean money, as they were published.
PUBLISHED_RFM = {
    "hibernating": (1071, 217.605, 1.1018, 488.643),
    "at risk": (593, 153.786, 2.8786, 1084.535),
    "can't lose": (63, 132.968, 8.3810, 2796.156),
    "about to sleep": (352, 53.313, 1.1619, 471.994),
    "need attention": (187, 52.428, 2.3262, 897.628),
    "loyal": (819, 33.608, 6.4799, 2864.248),
    "promising": (94, 23.511, 1, 294.008),
    "new": (42, 7.429, 1, 388.213),
    "potential loyalists": (484, 17.399, 2.0103, 1041.222),
    "champions": (633, 6.362, 12.4171, 6857.964),
}
# Champion 12680 has one postage line more in the published file than in the deliveries.
MISSING_POSTAGE = 18.00


@pytest.fixture(scope="module")
def shop(run_example: Callable[[str], Example]) -> Example:
    return run_example("online_retail")


def test_every_line_is_accounted_for(shop: Example) -> None:
    counts = "sum(records_read), sum(records_loaded), sum(records_repeated)"
    left = "sum(records_quarantined), sum(records_not_applicable)"
    assert shop.working(
        f"select entity, count(*), {counts}, {left} from ledger.delivery_entity "
        "join ledger.active_delivery using (delivery_id) group by 1 order by 1"
    ) == [
        ("order", 305, 541_909, 25_943, 515_966, 0, 0),
        ("order_line", 305, 541_909, 541_909, 0, 0, 0),
        ("party", 305, 541_909, 19_296, 387_533, 0, 135_080),
    ]


def test_money_is_the_same_in_deliveries_facts_and_marts(shop: Example) -> None:
    total = Decimal("9747747.934")
    raw = "select sum(quantity * unit_price_amount) from raw.order_line"
    assert shop.working(raw) == [(total,)]
    assert shop.published(f"select count(*), sum(line_amount) from {LINES}") == [(541_909, total)]
    assert shop.published(
        "select count(*), sum(order_amount), sum(revenue_amount), sum(revenue_company_amount) "
        "from marts.sales_orders"
    ) == [(25_900, total, total, total)]


def test_purchases_of_known_customers_come_to_the_stated_figures(shop: Example) -> None:
    assert shop.published(
        "select count(*), count(distinct order_key), count(distinct customer_key), "
        "count(distinct product_key), count(distinct country_name), sum(quantity), "
        f"sum(line_amount) from {PURCHASES}"
    ) == [(397_884, 18_532, 4_338, 3_665, 37, 5_167_812, Decimal("8911407.904"))]


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("count(*) filter (where customer_key = -1)", 135_080),
        ("count(*) filter (where description is null)", 1_454),
        ("count(*) filter (where is_cancellation)", 9_288),
        ("count(distinct order_key) filter (where is_cancellation)", 3_836),
        ("count(*) filter (where quantity < 0)", 10_624),
        ("count(*) filter (where unit_price_amount = 0)", 2_515),
        ("count(*) filter (where unit_price_amount < 0)", 2),
        ("count(distinct order_key)", 25_900),
        ("count(distinct customer_key) - 1", 4_372),
        ("count(distinct country_name)", 38),
        ("count(distinct country_code)", 35),
        ("count(*) filter (where country_code is null)", 446 + 758 + 61),
    ],
)
def test_dirt_is_kept_and_counted(shop: Example, what: str, count: int) -> None:
    assert shop.published(f"select {what} from {LINES}") == [(count,)]


def test_exact_duplicates_keep_their_multiplicity(shop: Example) -> None:
    repeated = "select count(*) - count(distinct to_json(l)) from {} as l"
    assert shop.working(
        repeated.format("(select columns(* exclude (_record)) from raw.order_line)")
    ) == [(5_268,)]
    # One more in the facts: its two lines were written a minute apart, else they are equal.
    assert shop.published(f"select count(*) from {LINES} where occurrence_number > 1") == [(5_269,)]
    assert shop.published(f"select count(*) - count(distinct order_line_key) from {LINES}") == [
        (0,)
    ]


def test_customer_ids_lose_the_spreadsheet_s_decimals(shop: Example) -> None:
    assert shop.published(
        "select count(*), count(*) filter (where regexp_full_match(party_id, '[0-9]{5}')) "
        "from core.bridge_customer_identity where is_current"
    ) == [(4_372, 4_372)]


def test_published_rfm_table_comes_out_by_its_own_rule(shop: Example) -> None:
    found = {}
    for segment, customers, recency, frequency, money in shop.analysis("published_rfm"):
        missing = MISSING_POSTAGE / customers if segment == "champions" else 0
        found[segment] = (customers, recency, frequency, round(money + missing, 3))
    assert found == PUBLISHED_RFM
