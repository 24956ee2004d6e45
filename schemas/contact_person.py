"""Contract of a contact person: somebody who speaks for an organisation (P10)."""

from schemas.contract import (
    EARLIEST_BIRTH,
    EMAIL,
    PHONE,
    Contract,
    Day,
    Flag,
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


class ContactPerson(Contract):
    """One row is one version of one contact person in one source system."""

    contact_person_id: Text = key("The source's own id of the contact person.")
    party_source: Text = reference("Source in which the organisation's id is defined.")
    party_id: Text = party_reference(
        "Id of the organisation that the person speaks for.", required=True
    )
    name: Text = personal("Full name as the source writes it.")
    given_name: Text = personal("Given name.")
    family_name: Text = personal("Family name.")
    native_name: Text = personal("Name in its own script, where that is not Latin.")
    sex_code: Text = code("sex", "Sex of the person.")
    job_title: Text = field("Title at work.")
    contact_role_code: Text = code("contact_role", "Part in a buying decision.")
    is_principal: Flag = field("True for an executive or owner of the organisation.")
    email: Text = personal("E-mail address at work.", str_matches=EMAIL)
    phone: Text = personal("Telephone number at work.", str_matches=PHONE)
    mobile: Text = personal("Mobile telephone number.", str_matches=PHONE)
    birth_date: Day = personal("Birth date.", ge=EARLIEST_BIRTH)
    created_at: UtcTime = field("When the source first recorded the person (UTC).")
    changed_at: UtcTime = change_time()
