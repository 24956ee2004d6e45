"""Contact persons: who moved is one human still, and who buys for himself is a customer besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.identity.overrules import Request, Said
from pipelines.identity.resolution import resolve

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

ORGANISATIONS = [
    {"party_id": "1", "party_type_code": "organisation", "name": "Nordlicht Maschinenbau GmbH"},
    {"party_id": "2", "party_type_code": "organisation", "name": "Otto Brauer Papier AG"},
    {"party_id": "3", "party_type_code": "organisation", "name": "Stadtwerke Hameln"},
]
ANNA = {"given_name": "Annegret", "family_name": "Lindqvist", "mobile": "+49 151 25371946"}
AT_NORDLICHT = ANNA | {
    "contact_person_id": "c1",
    "party_id": "1",
    "email": "annegret.lindqvist@nordlicht.example",
}
AT_BRAUER = ANNA | {
    "contact_person_id": "c2",
    "party_id": "2",
    "email": "a.lindqvist@brauer.example",
}
COLLEAGUE = {"contact_person_id": "c3", "party_id": "1", "given_name": "Gerd"} | {
    "family_name": "Lindqvist"
}
# Her mailbox is spelt from the name, as any namesake's is.
NAMESAKE = AT_NORDLICHT | {
    "contact_person_id": "c4",
    "party_id": "3",
    "mobile": None,
    "email": "annegret.lindqvist@hameln.example",
}
PRIVATE = ANNA | {"party_id": "7", "party_type_code": "person"}


def land_contacts(w: Warehouse, delivery: int, day: str, *rows: dict[str, Any]) -> None:
    w.land(delivery, day, *rows, entity="contact_person")


def land_generations(w: Warehouse) -> None:
    """Land two of one name with two birth dates, the younger twice, and one without; resolve."""
    w.land(1, "2024-01-01", *ORGANISATIONS)
    senior = AT_NORDLICHT | {"birth_date": "1950-01-07"}
    junior = AT_BRAUER | {"birth_date": "1988-09-24", "mobile": None}
    again = junior | {"contact_person_id": "c5"}
    third = AT_BRAUER | {"contact_person_id": "c6"}
    land_contacts(w, 2, "2024-01-01", senior, junior, again, third)
    w.resolve()


def people(w: Warehouse) -> dict[str, str]:
    """Return each contact person with the one whose key it has."""
    return dict(
        w.rows("""
            select one.contact_person_id, first.contact_person_id
            from identity.contact as one
            inner join identity.contact as first on one.person_key = first.record_key
        """)
    )


def consumers(w: Warehouse) -> dict[str, tuple[int | None, int]]:
    found = w.rows("select contact_person_id, consumer_key, consumer_count from identity.contact")
    return {contact: (key, count) for contact, key, count in found}


def test_whoever_moved_is_one_human_and_namesakes_are_two(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    land_contacts(w, 2, "2024-01-01", AT_NORDLICHT, COLLEAGUE, NAMESAKE)
    w.resolve()
    assert people(w) == {"c1": "c1", "c3": "c3", "c4": "c4"}
    land_contacts(w, 3, "2024-02-01", AT_BRAUER)
    w.resolve()
    assert people(w) == {"c1": "c1", "c2": "c1", "c3": "c3", "c4": "c4"}
    # No customer came of it.
    assert w.customers() == {f"crm/{number}": f"crm/{number}" for number in (1, 2, 3)}


def test_a_contact_person_is_a_consumer_too(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    land_contacts(w, 2, "2024-01-01", AT_NORDLICHT, COLLEAGUE)
    w.land(3, "2024-01-02", PRIVATE, source="shop")
    w.resolve()
    assert consumers(w) == {"c1": (w.key("shop/7"), 1), "c3": (None, 0)}
    # Whoever moved takes the customer along, whichever record shows it.
    land_contacts(w, 4, "2024-02-01", AT_BRAUER | {"contact_person_id": "c0"})
    w.resolve()
    assert consumers(w)["c0"] == (w.key("shop/7"), 1)
    # The customer turns out to be an older one.
    w.land(5, "2023-12-01", PRIVATE | {"party_id": "0"}, source="desk")
    w.resolve()
    assert w.customers()["shop/7"] == "desk/0"
    assert consumers(w)["c1"] == (w.key("desk/0"), 1)


def test_of_several_customers_none_is_taken(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    land_contacts(w, 2, "2024-01-01", AT_NORDLICHT)
    mother = PRIVATE | {"party_id": "0", "birth_date": "1951-03-12"}
    daughter = PRIVATE | {
        "birth_date": "1989-11-30",
        "mobile": None,
        "email": AT_NORDLICHT["email"],
    }
    w.land(3, "2024-01-02", mother, daughter, source="shop")
    w.resolve()
    assert w.customers()["shop/7"] == "shop/7"
    assert consumers(w) == {"c1": (None, 2)}


def test_who_buys_for_the_organisation_is_no_consumer(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    land_contacts(w, 2, "2024-01-01", AT_NORDLICHT)
    w.land(3, "2024-01-02", PRIVATE, source="shop")
    w.resolve()
    assert consumers(w) == {"c1": (w.key("shop/7"), 1)}
    account = Said("merge", w.key("crm/1"), w.key("shop/7"), "pays for them")
    resolve(w.connection, w.options, w.run_id, None, Request(said=(account,)))
    assert w.customers()["shop/7"] == "crm/1"
    assert consumers(w) == {"c1": (None, 0)}


def test_records_that_differ_in_their_birth_date_are_not_joined_by_a_third(
    warehouse_file: Warehouse,
) -> None:
    w = warehouse_file
    land_generations(w)
    assert people(w) == {"c1": "c1", "c2": "c2", "c5": "c2", "c6": "c2"}


@pytest.mark.parametrize("contact_id", ["c1", "c2", "c3", "c4"])
def test_a_contact_person_is_no_reason_to_join_father_and_son(
    warehouse_file: Warehouse, contact_id: str
) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    shared = PRIVATE | {"email": "lindqvist@mail.example"}
    w.land(2, "2024-01-02", shared | {"birth_date": "1951-03-12"}, source="shop")
    w.land(3, "2024-01-03", shared | {"birth_date": "1989-11-30"}, source="web")
    w.resolve()
    before = w.customers()
    assert before["web/7"] == "web/7"
    land_contacts(w, 4, "2024-02-01", AT_NORDLICHT | {"contact_person_id": contact_id})
    w.resolve()
    scored = w.rows("select count(*) from identity.scored_pair where match_weight > 3")
    assert scored != [(0,)]
    assert w.customers() == before


@pytest.mark.parametrize("order", [(1, 2, 3, 4), (4, 3, 2, 1), (2, 4, 1, 3)])
def test_contact_persons_are_the_same_in_any_order_over_any_runs(
    warehouse_file: Warehouse, order: tuple[int, ...]
) -> None:
    w = warehouse_file
    deliveries = {
        1: lambda: w.land(1, "2024-01-01", *ORGANISATIONS),
        2: lambda: land_contacts(w, 2, "2024-01-01", AT_NORDLICHT, COLLEAGUE, NAMESAKE),
        3: lambda: w.land(3, "2024-01-02", PRIVATE, source="shop"),
        4: lambda: land_contacts(w, 4, "2024-02-01", AT_BRAUER),
    }
    wrong = AT_NORDLICHT | {"contact_person_id": "c6"}
    land_contacts(w, 9, "2023-01-01", wrong)
    for number in order:
        deliveries[number]()
        w.resolve()
    assert people(w)["c1"] == "c6"
    w.set_status(9, "superseded")
    w.resolve()
    found = w.rows("from identity.contact order by all")
    w.connection.execute("delete from identity.state")
    w.resolve()
    assert w.rows("from identity.contact order by all") == found
    assert people(w) == {"c1": "c1", "c2": "c1", "c3": "c3", "c4": "c4"}
    assert {key for key, _ in consumers(w).values()} == {None, w.key("shop/7")}
