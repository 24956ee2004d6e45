"""What every contract is made of: column types, field constructors and code lists.

Belongs here: what all entities share. Does not belong here: anything about one entity (its own
module), or about a set of rows (uniqueness and relations are dbt's; volume is the audit's).
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import pandera.polars as pa
import polars as pl

Privacy = Literal["public", "internal", "personal", "sensitive"]
Role = Literal["key", "change_time", "event_time", "document"]

Text = str
Whole = pl.Int64
Flag = pl.Boolean
Day = pl.Date
UtcTime = Annotated[pl.Datetime, "us", None]
Money = Annotated[pl.Decimal, 18, 4]
Quantity = Annotated[pl.Decimal, 18, 3]
Share = Annotated[pl.Decimal, 7, 6]
Rate = Annotated[pl.Decimal, 18, 8]

CODE_LISTS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "codes"

# Ten thousand billions: what one line is sold for, or one unit costs, is less in any currency.
LARGEST_AMOUNT = 10**13
EARLIEST_EVENT = date(1970, 1, 1)
EARLIEST_BIRTH = date(1900, 1, 2)
COUNTRY = r"^[A-Z]{2}$"
CURRENCY = r"^[A-Z]{3}$"
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
PHONE = r"^[+(]?[0-9][0-9 ()/.\-]{4,24}$"


class Contract(pa.DataFrameModel):
    """Base of all contracts: exactly the declared columns, in the declared order and type."""

    class Config:
        """A frame with another column than these is a fault of the mapping, not of the data."""

        strict = True
        ordered = True


@cache
def codes(code_list: str) -> tuple[str, ...]:
    """Return the codes of a list, in file order; the list's one home is its dbt seed.

    Raises:
        FileNotFoundError: if there is no seed ``code_<code_list>.csv``.

    """
    path = CODE_LISTS / f"code_{code_list}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(row["code"] for row in csv.DictReader(lines))


def field(
    description: str,
    *,
    privacy: Privacy = "internal",
    required: bool = False,
    role: Role | None = None,
    **checks: Any,
) -> Any:
    """Declare a column: its description, privacy class, whether it must be there, its checks."""
    return pa.Field(
        nullable=not required,
        description=description,
        metadata={"privacy": privacy, "role": role},
        **checks,
    )


def key(description: str, *, privacy: Privacy = "internal") -> Any:
    """Declare a part of the entity's natural key within its source."""
    return field(
        description, privacy=privacy, required=True, role="key", str_length={"min_value": 1}
    )


def reference(description: str, *, required: bool = False) -> Any:
    """Declare the natural key of another entity. That it exists there is dbt's to test."""
    return field(description, required=required, str_length={"min_value": 1})


def party_reference(description: str, *, required: bool = False) -> Any:
    """Declare the id of a party: personal, since sources know people by telephone number too."""
    return personal(description, required=required, str_length={"min_value": 1})


def code(code_list: str, description: str, *, required: bool = False) -> Any:
    """Declare a column that holds a code of ``code_list``."""
    return pa.Field(
        nullable=not required,
        description=description,
        metadata={"privacy": "internal", "role": None, "code_list": code_list},
        isin=list(codes(code_list)),
    )


def change_time() -> Any:
    """Declare the source's own time of change: it decides first which version wins."""
    return field("When the source last changed the record (UTC).", role="change_time")


def personal(description: str, **checks: Any) -> Any:
    """Declare a column that identifies or describes a natural person."""
    return field(description, privacy="personal", **checks)
