"""Contract of a service request (D2)."""

from schemas.contract import (
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
    personal,
    reference,
)


class ServiceRequest(Contract):
    """One row is one version of one service request."""

    service_request_id: Text = key("The source's own id of the request.")
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the party that asks.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the employee in charge.")
    product_id: Text = reference("Product concerned.")
    channel_code: Text = code("channel", "Channel by which it came (C1).")
    service_category_code: Text = code("service_category", "What is asked for.", required=True)
    priority_code: Text = code("priority", "Priority.")
    service_status_code: Text = code("service_status", "State of the request.", required=True)
    reason_code: Text = code("reason", "Cause that was found.")
    subject: Text = personal("Subject as noted; free text.")
    opened_at: UtcTime = field(
        "When it was made (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    due_at: UtcTime = field("When it should be resolved (UTC).")
    responded_at: UtcTime = field("When the company first responded (UTC).")
    resolved_at: UtcTime = field("When it was resolved (UTC).")
    closed_at: UtcTime = field("When it was closed (UTC).")
    is_operating_error: Flag = field("True when the customer's own handling was the cause (M9).")
    charge_amount: Money = field("Charged to the customer.", ge=0)
    cost_amount: Money = field("Cost to the company.", ge=0)
    currency_code: Text = field("Currency of charge and cost, ISO 4217.", str_matches=CURRENCY)
    changed_at: UtcTime = change_time()
