"""Contract of an interaction: one contact between the company and a party (C1, C2)."""

from schemas.contract import (
    CURRENCY,
    EARLIEST_EVENT,
    Contract,
    Day,
    Money,
    Text,
    UtcTime,
    Whole,
    change_time,
    code,
    field,
    key,
    party_reference,
    personal,
    reference,
)


class Interaction(Contract):
    """One row is one version of one contact."""

    interaction_id: Text = key("The source's own id of the contact.")
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the party; empty when it did not make itself known.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the employee who took or made the contact.")
    campaign_id: Text = reference("Campaign that the contact belongs to.")
    channel_code: Text = code("channel", "Contact channel (C1).", required=True)
    direction_code: Text = code("direction", "Inbound or outbound.", required=True)
    initiator_code: Text = code("initiator", "Who began the contact.")
    purpose_code: Text = code("purpose", "Marketing, sales or service.")
    subject: Text = personal("Subject as noted; free text.")
    started_at: UtcTime = field(
        "When the contact began (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    duration_seconds: Whole = field("Duration in seconds.", ge=0)
    outcome_code: Text = code("outcome", "What the contact came to.")
    next_action: Text = personal("Agreed next action; free text.")
    next_action_date: Day = field("Date of the next action.")
    cost_amount: Money = field("Cost of the contact.", ge=0)
    currency_code: Text = field("Currency of the cost, ISO 4217.", str_matches=CURRENCY)
    changed_at: UtcTime = change_time()
