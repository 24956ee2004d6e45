"""Contract of a product or service that the company sells (D4)."""

from schemas.contract import (
    CURRENCY,
    LARGEST_AMOUNT,
    Contract,
    Day,
    Money,
    Text,
    UtcTime,
    change_time,
    field,
    key,
)


class Product(Contract):
    """One row is one version of one product; ids are company-wide."""

    product_id: Text = key("Article number, the same in every system of the company.")
    name: Text = field("Name.", privacy="public", required=True, str_length={"min_value": 1})
    category_name: Text = field("Category.", privacy="public")
    series_name: Text = field("Series or model line.", privacy="public")
    list_price_amount: Money = field("List price without tax.", privacy="public", ge=0)
    unit_cost_amount: Money = field("Cost of one unit to the company.", ge=0, lt=LARGEST_AMOUNT)
    currency_code: Text = field("Currency of price and cost, ISO 4217.", str_matches=CURRENCY)
    launched_on: Day = field("First day on sale.", privacy="public")
    withdrawn_on: Day = field("Last day on sale.", privacy="public")
    changed_at: UtcTime = change_time()
