"""Contract of a steward's correction: what an attribute of a party is, whatever sources state."""

from datetime import date
from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.contract import (
    COUNTRY,
    CURRENCY,
    EARLIEST_BIRTH,
    EMAIL,
    PHONE,
    Contract,
    Text,
    UtcTime,
    code,
    codes,
    field,
)

# What the contract of a party asks of the same column, as patterns of the whole text.
SHAPES = {
    "email": EMAIL,
    "phone": PHONE,
    "mobile": PHONE,
    "national_id": r"^.{4,32}$",
    "country_code": COUNTRY,
    "language_code": r"^[a-z]{2}$",
    "employee_count": r"^[0-9]{1,18}$",
    "annual_revenue_amount": r"^[0-9]{1,14}(\.[0-9]{1,4})?$",
    "currency_code": CURRENCY,
    "parent_record_key": r"^$",
}
LISTS = {"party_type_code": "party_type", "party_kind_code": "party_kind", "sex_code": "sex"}
# Days and the first that is possible.
DAYS = {"birth_date": EARLIEST_BIRTH, "founded_date": date.min}


class PartyCorrection(Contract):
    """One row is what a steward stated of one attribute of one party record at one time."""

    party_source: Text = field(
        "Source that knows the party.", required=True, role="key", str_length={"min_value": 1}
    )
    party_id: Text = field(
        "That source's own id of the party.",
        privacy="personal",
        required=True,
        role="key",
        str_length={"min_value": 1},
    )
    attribute_code: Text = code("customer_attribute", "Attribute that is corrected.", required=True)
    value: Text = field(
        "What it is, as text (dates in ISO 8601); empty takes earlier corrections back.",
        privacy="sensitive",
        str_length={"min_value": 1},
    )
    reason: Text = field("Why, without personal data.", required=True)
    corrected_at: UtcTime = field("When the steward said so (UTC).", required=True)

    @pa.dataframe_check(name="value_fits_attribute")
    def value_fits_attribute(cls, data: Any) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class
        """Hold a correction to what a source's value of that column is held to."""
        frame: pl.LazyFrame = data.lazyframe
        attribute, value = pl.col("attribute_code"), pl.col("value")
        fits = pl.lit(value=True)
        for name, shape in SHAPES.items():
            fits = pl.when(attribute == name).then(value.str.contains(shape)).otherwise(fits)
        for name, code_list in LISTS.items():
            fits = pl.when(attribute == name).then(value.is_in(codes(code_list))).otherwise(fits)
        day = value.str.to_date("%Y-%m-%d", strict=False)
        is_day = value.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & day.is_not_null()
        for name, first in DAYS.items():
            fits = pl.when(attribute == name).then(is_day & (day >= first)).otherwise(fits)
        return frame.select((value.is_null() | fits).fill_null(True))
