"""Contract of a web event: one recorded action of a visitor on the web site (M8)."""

from schemas.contract import (
    EARLIEST_EVENT,
    Contract,
    Text,
    UtcTime,
    code,
    field,
    key,
    party_reference,
    reference,
)


class WebEvent(Contract):
    """One row is one action of one visitor."""

    web_event_id: Text = key("The source's own id of the event.")
    session_id: Text = reference("Id of the visit that the event belongs to.", required=True)
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the party, once the visitor has signed in.")
    web_event_type_code: Text = code("web_event_type", "What the visitor did.", required=True)
    occurred_at: UtcTime = field(
        "When it happened (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    page_path: Text = field("Path of the page, without query.")
    product_id: Text = reference("Product that the page shows.")
    order_id: Text = reference("Order that the event placed, in the same source.")
    campaign_id: Text = reference("Campaign that brought the visitor.")
