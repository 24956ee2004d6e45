"""The verdict: rule by rule what pandera's validation says, and a wrong shape is our fault."""

import random
from datetime import date, datetime
from decimal import Decimal

import pandera.errors
import polars as pl
import pytest

from pipelines.landing.verdict import ContractFaultError, judge
from schemas import CONTRACTS
from schemas.contract import Contract

VALUES: dict[type, list[object]] = {
    pl.String: ["", "A", "EUR", "x@y.org", "+49 30 123", "person", "  "],
    pl.Int64: [-1, 0, 1, 11, 10**12],
    pl.Boolean: [True, False],
    pl.Date: [date(1899, 1, 1), date(1969, 12, 31), date(2026, 1, 31)],
    pl.Datetime: [datetime(1969, 12, 31), datetime(2026, 1, 31, 12)],
    pl.Decimal: [Decimal("-1"), Decimal("0"), Decimal("0.5"), Decimal("9")],
}


def frame_of(contract: type[Contract], rows: int, seed: int) -> pl.DataFrame:
    """Return a frame of the contract's shape, whose values break rules here and there."""
    pick = random.Random(seed)
    columns = {}
    for name, column in contract.to_schema().columns.items():
        kind = column.dtype.type
        values = VALUES[kind if isinstance(kind, type) else type(kind)]
        listed = [check.statistics.get("allowed_values") for check in column.checks]
        values = values + [code for codes in listed if codes for code in codes]
        chosen = [None if pick.random() < 0.1 else pick.choice(values) for _ in range(rows)]
        columns[name] = (
            pl.Series(name, chosen).cast(kind)
            if any(chosen)
            else pl.Series(name, chosen, dtype=kind)
        )
    return pl.DataFrame(columns)


def rules_that_pandera_names(contract: type[Contract], frame: pl.DataFrame) -> dict[int, list[str]]:
    """Return the broken rules of each row, by pandera's validation of all columns at once."""
    schema = contract.to_schema()
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases.select(
            "index", "schema_context", "column", "check", "check_number"
        ).iter_rows()
        found: dict[int, list[str]] = {}
        for index, context, column, check, number in cases:
            rule = f"*:{check}"
            if context != "DataFrameSchema":
                named = check if number is None else schema.columns[column].checks[number].name
                rule = f"{column}:{named}"
            found.setdefault(index, []).append(rule)
        return found
    return {}


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_verdict_is_pandera_s(name: str) -> None:
    contract = CONTRACTS[name]
    failing = 0
    for seed in range(8):
        frame = frame_of(contract, 40 if seed else 1, seed)
        judged = judge(contract, frame)
        assert judged == rules_that_pandera_names(contract, frame)
        failing += len(judged)
    assert failing > 40


def test_rules_are_named_by_column_and_check() -> None:
    contract = CONTRACTS["order_line"]
    row = dict.fromkeys(contract.to_schema().columns) | {
        "order_id": "",
        "quantity": Decimal(10) ** 9,
        "unit_price_amount": Decimal(10) ** 9,
        "discount_amount": Decimal(-1),
    }
    schema = {name: one.dtype.type for name, one in contract.to_schema().columns.items()}
    assert set(judge(contract, pl.DataFrame([row], schema=schema))[0]) == {
        "order_id:str_length",
        "discount_amount:greater_than_or_equal_to",
        "*:line_amount_is_possible",
    }


LINE = {"order_id": "1", "quantity": "1", "unit_price_amount": "1"}
RATE = {"currency_code": "USD", "base_currency_code": "EUR", "rate_date": date(2026, 1, 31)}
PRODUCT = {"product_id": "1", "name": "Bike"}


@pytest.mark.parametrize(
    ("entity", "row", "within", "beyond", "rule"),
    [
        ("exchange_rate", RATE, {"rate": "0.00000101"}, {"rate": "0.000001"}, "rate:greater_than"),
        ("exchange_rate", RATE, {"rate": "9999999.9"}, {"rate": "10000000"}, "rate:less_than"),
        (
            *("product", PRODUCT, {"unit_cost_amount": "9999999999999.9999"}),
            *({"unit_cost_amount": "10000000000000"}, "unit_cost_amount:less_than"),
        ),
        (
            *("order_line", LINE, {"quantity": "100000000000"}),
            *({"quantity": "100000000000.001"}, "quantity:in_range"),
        ),
        (
            *("order_line", LINE, {"quantity": "-100000000000"}),
            *({"quantity": "-100000000000.001"}, "quantity:in_range"),
        ),
        (
            *("order_line", LINE, {"discount_amount": "9999999999998.9"}),
            *({"discount_amount": "9999999999999"}, "*:line_amount_is_possible"),
        ),
    ],
)
def test_a_number_just_beyond_its_bound_is_quarantined(
    entity: str, row: dict[str, object], within: dict[str, str], beyond: dict[str, str], rule: str
) -> None:
    contract = CONTRACTS[entity]
    types = {name: one.dtype.type for name, one in contract.to_schema().columns.items()}
    rows = [row | within, row | beyond]
    frame = pl.DataFrame(
        [pl.Series(n, [one.get(n) for one in rows]).cast(kind) for n, kind in types.items()]
    )
    assert judge(contract, frame) == {1: [rule]}


def test_columns_that_the_source_leaves_out_are_not_judged() -> None:
    frame = frame_of(CONTRACTS["order_line"], 30, 1)
    assert any("order_id" in str(rules) for rules in judge(CONTRACTS["order_line"], frame).values())
    for rules in judge(CONTRACTS["order_line"], frame, ("discount_amount",)).values():
        assert rules == ["discount_amount:greater_than_or_equal_to"]


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.with_columns(pl.lit(1).alias("other")),
        lambda frame: frame.drop("line_number"),
        lambda frame: frame.with_columns(pl.col("line_number").cast(pl.Int32)),
        lambda frame: frame.select(frame.columns[::-1]),
    ],
    ids=["a column more", "one less", "another type", "another order"],
)
def test_a_frame_of_another_shape_is_a_fault_of_ours(change: object) -> None:
    frame = frame_of(CONTRACTS["order_line"], 3, 1)
    assert callable(change)
    with pytest.raises(ContractFaultError):
        judge(CONTRACTS["order_line"], change(frame))
