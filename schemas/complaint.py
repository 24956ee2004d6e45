"""Contract of a complaint (D2, M11)."""

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


class Complaint(Contract):
    """One row is one version of one complaint; the times are the five steps of its handling."""

    complaint_id: Text = key("The source's own id of the complaint.")
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the complainant; empty when it stays unknown.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the employee in charge.")
    product_id: Text = reference("Product concerned.")
    order_id: Text = reference("Order concerned, as the source writes it.")
    service_request_id: Text = reference("Request concerned, in the same source.")
    channel_code: Text = code("channel", "Channel by which it came (C1).")
    complaint_target_code: Text = code("complaint_target", "What it is aimed at.")
    reason_code: Text = code("reason", "Cause that was found.")
    complaint_ground_code: Text = code("complaint_ground", "Ground of dissatisfaction.")
    complaint_remedy_code: Text = code("complaint_remedy", "Remedy that was given.")
    complaint_status_code: Text = code("complaint_status", "State.", required=True)
    issue_name: Text = field("Issue, as the source names it.")
    sub_issue_name: Text = field("Part of the issue, as the source names it.")
    text: Text = personal("The complaint in the complainant's words.")
    received_at: UtcTime = field(
        "When it was heard: step 1, let vent (UTC).",
        required=True,
        role="event_time",
        ge=EARLIEST_EVENT,
    )
    recorded_at: UtcTime = field("When it was recorded: step 2 (UTC).")
    judged_at: UtcTime = field("When it was judged justified or not: step 3 (UTC).")
    remedied_at: UtcTime = field("When the remedy was carried out: step 4 (UTC).")
    followed_up_at: UtcTime = field("When the complainant was asked again: step 5 (UTC).")
    is_justified: Flag = field("True when the complaint was judged to be justified.")
    is_timely: Flag = field("True when the source says that the answer came in time.")
    is_disputed: Flag = field("True when the complainant disputes the answer.")
    compensation_amount: Money = field("Paid or credited to the complainant.", ge=0)
    currency_code: Text = field("Currency of the compensation, ISO 4217.", str_matches=CURRENCY)
    region: Text = field("State, province or region of the complainant.")
    changed_at: UtcTime = change_time()
