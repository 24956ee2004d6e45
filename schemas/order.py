"""Contract of an order (D1)."""

from schemas.contract import (
    COUNTRY,
    CURRENCY,
    EARLIEST_EVENT,
    Contract,
    Flag,
    Money,
    Text,
    UtcTime,
    change_time,
    code,
    field,
    key,
    party_reference,
    reference,
)


class Order(Contract):
    """One row is one version of one order."""

    order_id: Text = key("The source's own id of the order.")
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the buyer; empty when it is not known.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the seller.")
    campaign_id: Text = reference("Campaign that brought the order.")
    opportunity_id: Text = reference("Opportunity that became the order, in the same source.")
    channel_code: Text = code("channel", "Channel by which the order came (C1).")
    order_status_code: Text = code("order_status", "State of the order.", required=True)
    is_cancellation: Flag = field("True when the document takes back an earlier order.")
    payment_method_code: Text = code("payment_method", "How the order is paid.")
    ordered_at: UtcTime = field(
        "When it was placed (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    shipping_amount: Money = field("Charge for delivery.", ge=0)
    currency_code: Text = field(
        "Currency of the order, ISO 4217.", required=True, str_matches=CURRENCY
    )
    country_code: Text = field("Country delivered to, ISO 3166-1 alpha-2.", str_matches=COUNTRY)
    country_name: Text = field("Country delivered to, as the source names it.")
    changed_at: UtcTime = change_time()
