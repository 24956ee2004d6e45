"""Contract of an order line (D1)."""

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.contract import (
    LARGEST_AMOUNT,
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

# Nothing is sold by the hundred billion; the number of an article (GTIN-13) is larger.
LARGEST_QUANTITY = 10**11


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
    quantity: Quantity = field(
        "Units; negative when taken back.",
        required=True,
        in_range={"min_value": -LARGEST_QUANTITY, "max_value": LARGEST_QUANTITY},
    )
    unit_price_amount: Money = field("Price of one unit without tax.", required=True)
    discount_amount: Money = field("Price reduction on the whole line.", ge=0)
    tax_amount: Money = field("Tax on the whole line.")
    changed_at: UtcTime = change_time()

    @pa.dataframe_check(name="line_amount_is_possible")
    def line_amount_is_possible(cls, data: Any) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class
        """Nothing is sold for ten thousand billions: a number stands in the wrong column."""
        frame: pl.LazyFrame = data.lazyframe
        amount = pl.col("quantity").cast(pl.Float64) * pl.col("unit_price_amount").cast(pl.Float64)
        reduced = amount.abs() + pl.col("discount_amount").cast(pl.Float64).fill_null(0)
        return frame.select((reduced < LARGEST_AMOUNT).fill_null(True))
