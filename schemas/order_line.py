"""Contract of an order line (D1)."""

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.contract import (
    Contract,
    Money,
    Quantity,
    Text,
    UtcTime,
    Whole,
    change_time,
    field,
    reference,
)

LARGEST_LINE = 1e13


class OrderLine(Contract):
    """One row is one version of one line of an order.

    A source that numbers no lines leaves ``line_number`` empty: the line is then known by its
    order, its content and how often that occurs in the order, which lies whole in one delivery.
    """

    order_id: Text = field(
        "Id of the order, in the same source.",
        required=True,
        role="document",
        str_length={"min_value": 1},
    )
    line_number: Whole = field("Number of the line in its order.", ge=0)
    product_id: Text = reference("Article number.")
    description: Text = field("Description as the source writes it.")
    quantity: Quantity = field("Units; negative when taken back.", required=True)
    unit_price_amount: Money = field("Price of one unit without tax.", required=True)
    discount_amount: Money = field("Price reduction on the whole line.", ge=0)
    tax_amount: Money = field("Tax on the whole line.")
    changed_at: UtcTime = change_time()

    @pa.dataframe_check(name="line_amount_is_possible")
    def line_amount_is_possible(cls, data: Any) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class
        """Nothing is sold for ten thousand billions: a number stands in the wrong column."""
        frame: pl.LazyFrame = data.lazyframe
        amount = pl.col("quantity").cast(pl.Float64) * pl.col("unit_price_amount").cast(pl.Float64)
        return frame.select((amount.abs() < LARGEST_LINE).fill_null(True))
