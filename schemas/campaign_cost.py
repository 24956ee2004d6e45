"""Contract of a campaign cost (D3, M5)."""

from schemas.contract import (
    CURRENCY,
    EARLIEST_EVENT,
    Contract,
    Day,
    Money,
    Text,
    code,
    field,
    key,
    reference,
)


class CampaignCost(Contract):
    """One row is one cost that was booked on a campaign."""

    campaign_cost_id: Text = key("The source's own id of the booking.")
    campaign_id: Text = reference("Campaign that bears the cost.", required=True)
    cost_type_code: Text = code("campaign_cost_type", "Kind of cost.")
    cost_date: Day = field(
        "Day of the booking.", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    cost_amount: Money = field("Cost; negative when taken back.", required=True)
    currency_code: Text = field(
        "Currency of the cost, ISO 4217.", required=True, str_matches=CURRENCY
    )
