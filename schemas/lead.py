"""Contract of a lead: a first hint that a party may buy (C4, M1)."""

from schemas.contract import (
    CURRENCY,
    EARLIEST_EVENT,
    Contract,
    Money,
    Quantity,
    Text,
    UtcTime,
    change_time,
    code,
    field,
    key,
    party_reference,
    reference,
)


class Lead(Contract):
    """One row is one version of one lead."""

    lead_id: Text = key("The source's own id of the lead.")
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the party that may buy.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the seller.")
    campaign_id: Text = reference("Campaign that brought the lead.")
    product_id: Text = reference("Product asked for.")
    opportunity_id: Text = reference("Opportunity that the lead became, in the same source.")
    channel_code: Text = code("channel", "Channel by which the lead came (C1).")
    lead_method_code: Text = code("lead_method", "How the lead was found (C4).")
    lead_status_code: Text = code("lead_status", "State of the lead.", required=True)
    reason_code: Text = code("reason", "Why the lead was disqualified.")
    created_at: UtcTime = field(
        "When the lead was recorded (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    contacted_at: UtcTime = field("When the lead was first contacted (UTC).")
    qualified_at: UtcTime = field("When the lead was found real (UTC).")
    converted_at: UtcTime = field("When the lead became an opportunity (UTC).")
    disqualified_at: UtcTime = field("When the lead was given up (UTC).")
    expected_quantity: Quantity = field("Quantity that the party may buy.", ge=0)
    expected_amount: Money = field("Value that the lead may bring.", ge=0)
    currency_code: Text = field("Currency of the value, ISO 4217.", str_matches=CURRENCY)
    changed_at: UtcTime = change_time()
