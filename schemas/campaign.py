"""Contract of a campaign (D3)."""

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.contract import (
    CURRENCY,
    Contract,
    Day,
    Money,
    Text,
    UtcTime,
    change_time,
    code,
    field,
    key,
)


class Campaign(Contract):
    """One row is one version of one campaign; ids are company-wide."""

    campaign_id: Text = key("Campaign number, the same in every system of the company.")
    name: Text = field("Name.", required=True, str_length={"min_value": 1})
    channel_code: Text = code("channel", "Main channel (C1).")
    goal: Text = field("What it is to reach.")
    started_on: Day = field("First day.", required=True)
    ended_on: Day = field("Last day.")
    budget_amount: Money = field("Budget.", ge=0)
    currency_code: Text = field("Currency of the budget, ISO 4217.", str_matches=CURRENCY)
    changed_at: UtcTime = change_time()

    @pa.dataframe_check(name="ended_after_started")
    def ended_after_started(cls, data: Any) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class
        """No campaign ends before it starts."""
        ok = pl.col("ended_on") >= pl.col("started_on")
        frame: pl.LazyFrame = data.lazyframe
        return frame.select(ok.fill_null(True))
