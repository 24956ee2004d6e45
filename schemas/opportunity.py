"""Contract of an opportunity: a sale that is being worked on (D1, M3)."""

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.contract import (
    CURRENCY,
    EARLIEST_EVENT,
    Contract,
    Day,
    Money,
    Share,
    Text,
    UtcTime,
    change_time,
    code,
    field,
    key,
    party_reference,
    reference,
)


class Opportunity(Contract):
    """One row is one version of one opportunity; a change of stage is a new version."""

    opportunity_id: Text = key("The source's own id of the opportunity.")
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the party that may buy.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the seller.")
    lead_id: Text = reference("Lead that it grew from, in the same source.")
    campaign_id: Text = reference("Campaign that it grew from.")
    product_id: Text = reference("Main product.")
    stage_code: Text = code("opportunity_stage", "Stage of the sale.", required=True)
    reason_code: Text = code("reason", "Why it was lost.")
    competitor_name: Text = field("Competitor that was met.")
    probability_share: Share = field("Estimated chance of winning, 0 to 1.", ge=0, le=1)
    expected_amount: Money = field("Value that is hoped for.", ge=0)
    won_amount: Money = field("Value of a won opportunity.", ge=0)
    currency_code: Text = field("Currency of the values, ISO 4217.", str_matches=CURRENCY)
    created_at: UtcTime = field("When it was recorded (UTC).", ge=EARLIEST_EVENT)
    engaged_date: Day = field("Date on which work on it began.", ge=EARLIEST_EVENT)
    expected_close_date: Day = field("Date on which a decision is hoped for.")
    closed_date: Day = field("Date on which it was won or lost.", ge=EARLIEST_EVENT)
    changed_at: UtcTime = change_time()

    @pa.dataframe_check(name="closed_after_engaged")
    def closed_after_engaged(cls, data: Any) -> pl.LazyFrame:  # noqa: N805 - pandera passes the class
        """Nothing is closed before it began."""
        ok = pl.col("closed_date") >= pl.col("engaged_date")
        frame: pl.LazyFrame = data.lazyframe
        return frame.select(ok.fill_null(True))
