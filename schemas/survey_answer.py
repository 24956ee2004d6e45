"""Contract of a survey answer (D5, M12)."""

from schemas.contract import (
    EARLIEST_EVENT,
    Contract,
    Quantity,
    Text,
    UtcTime,
    code,
    field,
    key,
    party_reference,
    personal,
    reference,
)


class SurveyAnswer(Contract):
    """One row is one answer to one question by one respondent."""

    survey_answer_id: Text = key("The source's own id of the answer.")
    survey_id: Text = reference("Survey.", required=True)
    response_id: Text = reference("Filled-in form that the answer stands on.")
    question_id: Text = reference("Question.", required=True)
    party_source: Text = reference("Source in which the party's id is defined.")
    party_id: Text = party_reference("Id of the respondent; empty when anonymous.")
    contact_person_id: Text = reference("Id of the contact person, in the party's source.")
    employee_id: Text = reference("Staff number of the employee who is judged.")
    product_id: Text = reference("Product that is judged.")
    channel_code: Text = code("channel", "Channel by which the answer came (C1).")
    survey_measure_code: Text = code("survey_measure", "What the answer measures.", required=True)
    servqual_dimension_code: Text = code("servqual_dimension", "SERVQUAL dimension (M12).")
    answered_at: UtcTime = field(
        "When it was given (UTC).", required=True, role="event_time", ge=EARLIEST_EVENT
    )
    expected_score: Quantity = field("Score of what was expected.", ge=0, le=10)
    perceived_score: Quantity = field("Score of what was perceived.", ge=0, le=10)
    answer_text: Text = personal("Answer in the respondent's words.")
