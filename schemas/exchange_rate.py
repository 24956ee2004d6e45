"""Contract of an exchange rate."""

from decimal import Decimal

from schemas.contract import (
    CURRENCY,
    EARLIEST_EVENT,
    Contract,
    Day,
    Rate,
    Text,
    field,
)

# Eight decimals hold a smaller rate to less than three digits: state it the other way round.
SMALLEST_RATE = Decimal("0.000001")
# The weakest currency in use stands below ten million to the strongest.
LARGEST_RATE = 10**7


class ExchangeRate(Contract):
    """One row is the rate of one currency on one day.

    An amount in ``currency_code`` divided by ``rate`` is the amount in ``base_currency_code``.
    """

    currency_code: Text = field(
        "Currency, ISO 4217.", privacy="public", required=True, role="key", str_matches=CURRENCY
    )
    base_currency_code: Text = field(
        "Currency that the rate is stated against, ISO 4217.",
        privacy="public",
        required=True,
        role="key",
        str_matches=CURRENCY,
    )
    rate_date: Day = field(
        "Day from which the rate holds.",
        privacy="public",
        required=True,
        role="key",
        ge=EARLIEST_EVENT,
    )
    rate: Rate = field(
        "Units of the currency for one unit of the base currency.",
        privacy="public",
        required=True,
        gt=SMALLEST_RATE,
        lt=LARGEST_RATE,
    )
