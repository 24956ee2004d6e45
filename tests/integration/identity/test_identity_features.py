"""Features: what records are compared by, the same whatever came when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import settings
from pipelines.identity.forms import names, places

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

Row = dict[str, Any]

FIRST: list[Row] = [
    {
        "party_id": "1",
        "name": "Dr. Bill Müller",
        "email": "Bill.Mueller+shop@googlemail.com",
        "phone": "0171/2034567",
        "street": "Hauptstr. 12 a",
        "postal_code": "D-20095",
        "city": "Hamburg",
        "country_code": "DE",
        "birth_date": "1970-01-01",
        "sex_code": "male",
    },
    {"party_id": "2", "name": "Radwelt Wolf GmbH", "email": "info@radwelt.example"},
    {"party_id": "3", "name": "王小明", "country_code": "CN"},
    {"party_id": "4"},
]
SECOND: list[Row] = [
    {
        "party_id": "1",
        "given_name": "William",
        "family_name": "Mueller",
        "email": "w.mueller@gmx.example",
        "street": "Am Markt 3",
        "postal_code": "20095",
        "city": "Hamburg",
        "country_code": "DE",
    },
    {"party_id": "2", "name": "Radwelt Wolf", "party_type_code": "organisation"},
    {"party_id": "3", "name": "Wang Xiaoming", "birth_date": "1980-05-04"},
]
CONTACTS: list[Row] = [
    {"contact_person_id": "c1", "party_id": "2", "name": "Käthe Wolf", "phone": "030 23125123"}
]


def land_all(w: Warehouse) -> None:
    w.land(1, "2024-01-01", *FIRST)
    w.land(2, "2024-01-02", *SECOND)
    w.land(3, "2024-01-03", *FIRST[:2], source="shop")
    w.land(4, "2024-01-01", *CONTACTS, entity="contact_person")


def features(w: Warehouse) -> list[tuple[Any, ...]]:
    return w.rows("from identity.feature order by record_key")


def one(w: Warehouse, record: str) -> Row:
    """Return the features of a party, named as source/id."""
    found = w.connection.execute(
        "select * from identity.feature where record_key = ?", [w.key(record)]
    )
    names_of = [column[0] for column in found.description or ()]
    (row,) = found.fetchall()
    return dict(zip(names_of, row, strict=True))


def test_the_latest_version_gives_the_features_and_arrays_hold_what_ever_was(
    warehouse_file: Warehouse,
) -> None:
    w = warehouse_file
    land_all(w)
    w.resolve()
    assert one(w, "crm/1") == {
        "record_key": w.key("crm/1"),
        "entity": "party",
        "source": "crm",
        "kind": "person",
        "given_name": "william",
        "given_root": "william",
        "family_name": "muller",
        "name_key": "muller william",
        "native_name": None,
        "organisation_name": None,
        "legal_form": None,
        "sex_code": "male",
        "birth_date": None,
        "emails": ["billmueller@gmail.com", "w.mueller@gmx.example"],
        "mailboxes": ["billmueller", "wmueller"],
        "phones": ["+491712034567"],
        "national_ids": None,
        "street": "am markt",
        "house_number": "3",
        "postal_code": "20095",
        "city": "hamburg",
        "region": None,
        "country_code": "DE",
        "address_keys": ["DE|20095|am markt|3", "DE|20095|hauptstr|12a"],
        "parent_key": None,
    }
    shop = one(w, "shop/1")
    assert (shop["given_name"], shop["given_root"]) == ("bill", "william")
    organisation = one(w, "shop/2")
    assert (organisation["kind"], organisation["organisation_name"]) == (
        "organisation",
        "radwelt wolf",
    )
    assert organisation["legal_form"] == "gmbh"
    assert (organisation["emails"], organisation["mailboxes"]) == (["info@radwelt.example"], None)
    chinese = one(w, "crm/3")
    assert (chinese["family_name"], chinese["given_name"]) == ("wang", "xiaoming")
    assert chinese["birth_date"] == date(1980, 5, 4)
    assert one(w, "crm/4")["kind"] == "person"


def test_a_contact_person_has_features_and_a_parent(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    land_all(w)
    w.resolve()
    query = "select * exclude (record_key) from identity.feature where entity = 'contact_person'"
    ((_, source, kind, given, root, family, *rest),) = w.rows(query)
    assert (source, kind, given, root, family) == ("crm", "person", "kathe", "katherine", "wolf")
    assert rest[-1] == w.key("crm/2")
    assert ["+493023125123"] in rest
    # It is evidence of its own, not of a party.
    assert w.rows("select * from identity.record_value where normalised_value like '+4930%'") == []
    # It moves, alone: no party changed.
    moved = {"contact_person_id": "c1", "party_id": "1", "name": "Käthe Wolf"}
    w.land(5, "2024-02-01", moved, entity="contact_person")
    assert w.resolve().touched_records == 1
    assert w.rows("select parent_key from identity.feature where entity <> 'party'") == [
        (w.key("crm/1"),)
    ]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_features_are_the_same_in_any_order_over_any_runs(
    warehouse_file: Warehouse, order: tuple[int, ...]
) -> None:
    w = warehouse_file
    land_all(w)
    w.resolve()
    at_once = features(w)
    tables = ("feature", "name", "place", "address", "record_value", "profile", "email")
    for table in tables:
        w.connection.execute(f"delete from identity.{table}")
    w.connection.execute("delete from identity.state")
    w.connection.execute("delete from raw.party; delete from raw.contact_person")
    w.connection.execute("delete from ledger.delivery")
    deliveries = [
        lambda: w.land(1, "2024-01-01", *FIRST),
        lambda: w.land(2, "2024-01-02", *SECOND),
        lambda: w.land(3, "2024-01-03", *FIRST[:2], source="shop"),
        lambda: w.land(4, "2024-01-01", *CONTACTS, entity="contact_person"),
    ]
    for place in order:
        deliveries[place]()
        w.resolve()
    assert features(w) == at_once
    w.connection.execute("delete from identity.state")
    w.resolve()
    assert features(w) == at_once


def test_a_record_that_is_gone_has_no_features(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    land_all(w)
    w.resolve()
    w.supersede(3)
    w.connection.execute("update ledger.delivery set status = 'superseded' where delivery_id = 4")
    w.resolve()
    assert w.rows("select distinct source, entity from identity.feature") == [("crm", "party")]


def test_only_names_and_places_never_seen_are_normalised(
    warehouse_file: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = warehouse_file
    land_all(w)
    w.resolve()
    seen: list[str] = []
    form, street = names.form, places.street
    monkeypatch.setattr(names, "form", lambda *row: seen.append(row[2]) or form(*row))
    w.land(5, "2024-03-01", FIRST[0] | {"party_id": "9"}, FIRST[2] | {"name": "Anna Berg"})
    w.resolve()
    assert seen == ["Anna Berg"]
    assert street("Hauptstr.") == "hauptstr"


def test_a_role_mailbox_joins_organisations_and_no_persons(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    mail = {"email": "Office@radwelt.example"}
    w.land(1, "2024-01-01", mail | {"party_id": "1", "name": "Radwelt Wolf GmbH"})
    w.land(2, "2024-01-02", mail | {"party_id": "a", "name": "Radwelt Wolf GmbH"}, source="shop")
    w.land(3, "2024-01-03", mail | {"party_id": "x", "name": "Anna Berg"}, source="desk")
    w.land(4, "2024-01-04", mail | {"party_id": "y", "name": "Karl Koch"}, source="visits")
    w.resolve()
    assert w.customers() == {
        "crm/1": "crm/1",
        "shop/a": "crm/1",
        "desk/x": "desk/x",
        "visits/y": "visits/y",
    }
    assert w.rows("select reason_code from identity.email") == [("role",)]
    assert one(w, "desk/x")["emails"] is None
    assert one(w, "crm/1")["emails"] == ["office@radwelt.example"]


def test_the_companys_own_values_are_nobodys(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    own = ["+49 30 23125-123", "Sales.Desk@velo.example", "@nord.example"]
    w.options = w.options.model_copy(update={"identity": settings.Identity(own_values=own)})
    values = [
        {"phone": "030 23125123"},
        {"email": "sales.desk+x@velo.example"},
        {"email": "anna@nord.example"},
    ]
    for number, source in enumerate(("crm", "shop")):
        rows = [value | {"party_id": str(place)} for place, value in enumerate(values)]
        w.land(number, "2024-01-01", *rows, source=source)
    w.resolve()
    assert w.rows("select count(distinct customer_key) from identity.record") == [(6,)]
    assert w.rows("select distinct reason_code from identity.email") == [("own",)]
    assert w.rows("select normalised_value, reason_code from identity.phone") == [(None, "own")]


def test_a_number_with_a_wrong_check_digit_is_no_exact_evidence(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    # So high that no scored pair joins: the model weighs the number, wrong as it is.
    w.options.identity.match_weight = 1000
    w.land(1, "2024-01-01", *({"party_id": i, "national_id": f"DE13669597{i}"} for i in "67"))
    w.land(
        2,
        "2024-01-01",
        *({"party_id": i, "national_id": f"DE 136 695 97{i}"} for i in "67"),
        source="shop",
    )
    w.resolve()
    assert w.customers() == {
        "crm/6": "crm/6",
        "shop/6": "crm/6",
        "crm/7": "crm/7",
        "shop/7": "shop/7",
    }
    assert one(w, "crm/7")["national_ids"] == ["DE136695977"]


@pytest.mark.parametrize("name", ["n/a", "UNKNOWN", "Test Test", "Max Mustermann", "-", "Gast"])
def test_a_name_that_stands_for_anybody_is_none(warehouse_file: Warehouse, name: str) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "name": name})
    w.resolve()
    assert one(w, "crm/1")["name_key"] is None
    assert w.rows("select reason_code from identity.name") == [("placeholder",)]


def test_a_placeholder_birth_date_keeps_nobody_apart(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    mail = {"email": "anna@berg.example"}
    w.land(1, "2024-01-01", mail | {"party_id": "1", "birth_date": "1970-01-01"})
    w.land(2, "2024-01-02", mail | {"party_id": "a", "birth_date": "1985-07-23"}, source="shop")
    w.resolve()
    assert w.customers() == {"crm/1": "crm/1", "shop/a": "crm/1"}
