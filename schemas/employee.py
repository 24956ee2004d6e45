"""Contract of an employee of the company itself (D8)."""

from schemas.contract import (
    CURRENCY,
    EMAIL,
    Contract,
    Day,
    Money,
    Text,
    UtcTime,
    change_time,
    code,
    field,
    key,
    personal,
    reference,
)


class Employee(Contract):
    """One row is one version of one employee; ids are company-wide."""

    employee_id: Text = key("Staff number, the same in every system of the company.")
    name: Text = personal("Full name.", required=True, str_length={"min_value": 1})
    email: Text = personal("E-mail address at work.", str_matches=EMAIL)
    employee_role_code: Text = code("employee_role", "What the employee does.")
    team_name: Text = field("Team.")
    region_name: Text = field("Sales or service region.")
    manager_name: Text = personal("Name of the manager, as the source writes it.")
    manager_id: Text = reference("Staff number of the manager.")
    hourly_cost_amount: Money = field("Full cost of one hour of work.", ge=0)
    currency_code: Text = field("Currency of the cost, ISO 4217.", str_matches=CURRENCY)
    hired_on: Day = field("First day of employment.")
    left_on: Day = field("Last day of employment.")
    changed_at: UtcTime = change_time()
