"""Contract of a party: a person or an organisation as one source system knows it (P1, P2, P7)."""

from schemas.contract import (
    COUNTRY,
    CURRENCY,
    EARLIEST_BIRTH,
    EMAIL,
    PHONE,
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
)


class Party(Contract):
    """One row is one version of one party in one source system."""

    party_id: Text = key("The source's own id of the party.", privacy="personal")
    party_type_code: Text = code("party_type", "Person or organisation, where the source says.")
    party_kind_code: Text = code("party_kind", "Customer kind (P1), where the source says.")
    name: Text = personal("Full name as the source writes it.", str_length={"min_value": 1})
    given_name: Text = personal("Given name of a person.")
    family_name: Text = personal("Family name of a person.")
    native_name: Text = personal("Name in its own script, where that is not Latin.")
    sex_code: Text = code("sex", "Sex of a person.")
    birth_date: Day = personal("Birth date of a person.", ge=EARLIEST_BIRTH)
    email: Text = personal("E-mail address.", str_matches=EMAIL)
    phone: Text = personal("Fixed-line or main telephone number.", str_matches=PHONE)
    mobile: Text = personal("Mobile telephone number.", str_matches=PHONE)
    fax: Text = personal("Fax number.", str_matches=PHONE)
    national_id: Text = field(
        "National id of a person or register number of an organisation.",
        privacy="sensitive",
        str_length={"min_value": 4, "max_value": 32},
    )
    street: Text = personal("Street and house number.")
    postal_code: Text = personal("Postal code.")
    city: Text = field("City or town.")
    region: Text = field("State, province or region.")
    country_code: Text = field("Country, ISO 3166-1 alpha-2.", str_matches=COUNTRY)
    language_code: Text = field("Preferred language, ISO 639-1.", str_matches=r"^[a-z]{2}$")
    industry_name: Text = field("Industry of an organisation, as the source names it.")
    founded_on: Day = field("Founding date of an organisation.")
    employee_count: Whole = field("Number of an organisation's employees.", ge=0)
    annual_revenue_amount: Money = field("Yearly revenue of an organisation.", ge=0)
    currency_code: Text = field("Currency of the revenue, ISO 4217.", str_matches=CURRENCY)
    parent_party_id: Text = party_reference("Id of the parent organisation in the same source.")
    created_at: UtcTime = field("When the source first recorded the party (UTC).")
    changed_at: UtcTime = change_time()
