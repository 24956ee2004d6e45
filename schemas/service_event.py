"""Contract of a service event: one change of a service request (D2)."""

from schemas.contract import (
    EARLIEST_EVENT,
    Contract,
    Quantity,
    Text,
    UtcTime,
    code,
    field,
    key,
    reference,
)


class ServiceEvent(Contract):
    """One row is one change of one service request."""

    service_event_id: Text = key("The source's own id of the event.")
    service_request_id: Text = reference("Request concerned, in the same source.", required=True)
    employee_id: Text = reference("Staff number of the employee who acted.")
    service_event_type_code: Text = code("service_event_type", "What was done.", required=True)
    occurred_at: UtcTime = field(
        "When it was done (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    work_minutes: Quantity = field("Time worked, in minutes.", ge=0)
