"""No row that passes its contract stops dbt: each number at its largest and smallest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import dbt_deliveries as deliveries
import polars as pl
import pytest
from dbt_bench import Bench
from dbt_deliveries import FEBRUARY, JANUARY, Delivery, Row

from pipelines.landing.verdict import judge
from pipelines.settings import load
from schemas import CONTRACTS

LOWER = {"greater_than_or_equal_to", "greater_than"}
UPPER = {"less_than_or_equal_to", "less_than"}
STRICT = {"greater_than", "less_than"}
# one line cannot hold the largest quantity and price at once: each in turn
LINES = [
    {"quantity": "100000000000", "unit_price_amount": "99.98", "discount_amount": "0.01"},
    {"quantity": "-100000000000", "unit_price_amount": "99.98", "discount_amount": "0.01"},
    {"quantity": "0.01", "unit_price_amount": "99999999999999.9999", "discount_amount": "1"},
    {
        "quantity": "0",
        "unit_price_amount": "-99999999999999.9999",
        "discount_amount": "9999999999999",
    },
]
# a row of each contract with numbers, all of one customer, product and campaign
WHOLE: dict[str, Row] = {
    "party": deliveries.ANNA,
    "employee": {"employee_id": "E1", "name": "Eva Ernst"},
    "product": deliveries.BIKE,
    "campaign": {"campaign_id": "K1", "name": "Spring", "started_on": date(2024, 1, 1)},
    "campaign_cost": {
        "campaign_cost_id": "KC1",
        "campaign_id": "K1",
        "cost_date": date(2024, 1, 20),
    },
    "interaction": deliveries.CALL,
    "lead": deliveries.LEAD | {"party_id": "P1"},
    "opportunity": deliveries.OPPORTUNITY | {"party_id": "P1"},
    "order": deliveries.ORDER | {"party_id": "P1"},
    "service_request": deliveries.REQUEST,
    "service_event": deliveries.service_event(1, "opened", "2024-01-20 08:00"),
    "complaint": deliveries.COMPLAINT,
    "survey_answer": deliveries.ANSWER,
}
UNTESTED = ("--exclude", "resource_type:test", "resource_type:unit_test")
RATES = [
    # dollars direct, pounds crossed: as far apart as two may be, then further
    ("USD", "EUR", "2024-01-01", "0.00000101"),
    ("EUR", "SEK", "2024-01-01", "10.1"),
    ("GBP", "SEK", "2024-01-01", "0.00000101"),
    ("GBP", "SEK", "2024-01-20", "9999999.99999999"),
    ("EUR", "SEK", "2024-01-28", "0.00000101"),
    ("EUR", "SEK", "2024-01-29", "9999999.99999999"),
]


def step(kind: Any) -> Decimal:
    """Return the smallest difference between two numbers of a type."""
    return Decimal(1).scaleb(-kind.scale) if isinstance(kind, pl.Decimal) else Decimal(1)


def bounds(column: Any) -> tuple[Decimal, Decimal]:
    """Return the smallest and the largest number that a contract's column takes."""
    kind = column.dtype.type
    one = step(kind)
    digits = Decimal(10) ** kind.precision - 1 if isinstance(kind, pl.Decimal) else 2**63 - 1
    lowest, highest = -digits * one, digits * one
    for check in column.checks:
        stated, strict = check.statistics, one if check.name in STRICT else 0
        if "min_value" in stated:
            lowest = max(lowest, Decimal(str(stated["min_value"])) + strict)
        if "max_value" in stated:
            highest = min(highest, Decimal(str(stated["max_value"])) - strict)
    return lowest, highest


def extremes(entity: str, row: Row) -> list[Row]:
    """Return a row with all of its numbers at the smallest, and one with all at the largest."""
    columns = CONTRACTS[entity].to_schema().columns
    numbers = {n: bounds(c) for n, c in columns.items() if c.dtype.type.is_numeric()}
    return [row | {name: str(one[side]) for name, one in numbers.items()} for side in (0, 1)]


def legal(entity: str, rows: list[Row]) -> list[Row]:
    """Return the rows, which the contract must pass."""
    types = {n: c.dtype.type for n, c in CONTRACTS[entity].to_schema().columns.items()}
    frame = pl.DataFrame(
        [pl.Series(n, [row.get(n) for row in rows]).cast(kind) for n, kind in types.items()]
    )
    assert judge(CONTRACTS[entity], frame) == {}, entity
    return rows


def delivered(currency: str) -> Delivery:
    """Return a delivery with the extremes of every contract, all of its money in one currency."""
    own = {"party_source": currency, "currency_code": currency, "product_id": currency}
    lines = [
        deliveries.LINE | {"product_id": currency, "line_number": number} | line
        for number, line in zip((0, 1, 2, 2**63 - 1), LINES, strict=True)
    ]
    rows = {"order_line": legal("order_line", lines)}
    for entity, row in WHOLE.items():
        columns = CONTRACTS[entity].to_schema().columns
        (key,) = [n for n, c in columns.items() if (c.metadata or {}).get("role") == "key"]
        low, high = extremes(entity, row | {n: v for n, v in own.items() if n in columns})
        rows[entity] = legal(entity, [low | {key: "other"}, high])
    return Delivery(currency, JANUARY, rows)


@pytest.fixture(scope="module")
def extreme(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Give dbt another project, which holds nothing but extremes."""
    folder = tmp_path_factory.mktemp("extremes")
    settings = load(folder, warehouse=folder / "warehouse", threads=2)
    rates = [
        {"currency_code": c, "base_currency_code": b, "rate_date": date.fromisoformat(d), "rate": r}
        for c, b, d, r in RATES
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_WORKING", str(settings.working))
        other = replace(bench, settings=settings)
        other.deliver(
            [
                Delivery("bank", JANUARY, {"exchange_rate": legal("exchange_rate", rates)}),
                *(delivered(currency) for currency in ("EUR", "USD", "GBP")),
            ],
            1,
        )
        yield other


def test_extremes_pass_through_every_model(extreme: Bench) -> None:
    extreme.dbt("build", *UNTESTED, as_of=FEBRUARY)
    rows = extreme.query(
        "select currency_code, max(line_company_amount), min(product_cost_company_amount) "
        "from core.fct_order_line group by all order by all"
    )
    costs = {"EUR": 1, "GBP": Decimal("0.0000001"), "USD": Decimal("0.00000101")}
    for currency, revenue, cost in rows:
        rate = costs.pop(currency)
        assert abs(revenue * rate / Decimal("9997999999999.99") - 1) < Decimal("1e-12")
        assert abs(cost * rate / -(Decimal(10) ** 24) - 1) < Decimal("1e-12")
    assert not costs
