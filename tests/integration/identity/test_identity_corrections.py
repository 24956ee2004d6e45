"""What a steward states is normalised as what a source does, and joins nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

KNOWN = {"party_id": "1", "name": "Anna Berg", "country_code": "AT", "email": "anna@berg.example"}
OTHER = {"party_id": "2", "name": "Ben Huber", "phone": "0664 6123456", "country_code": "AT"}


def correct(w: Warehouse, delivery: int, attribute: str, value: str | None) -> None:
    """Land what a steward states of party 1."""
    stated: dict[str, Any] = {"party_source": "crm", "party_id": "1", "value": value}
    w.land(
        delivery,
        "2024-01-02",
        stated | {"attribute_code": attribute},
        source="stewardship",
        entity="party_correction",
    )


def test_a_corrected_number_is_read_by_the_country_of_its_record(
    warehouse_file: Warehouse,
) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", KNOWN)
    w.resolve()
    correct(w, 2, "phone", "0664 6123457")
    correct(w, 3, "email", "ANNA@Huber.example")
    assert w.resolve().touched_records == 1
    assert w.rows("select * exclude (reason_code) from identity.phone") == [
        ("0664 6123457", "AT", "+436646123457")
    ]
    assert ("anna@huber.example",) in w.rows("select normalised_value from identity.email")


def test_a_corrected_part_of_an_address_has_its_form(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", KNOWN)
    correct(w, 2, "street", "Hauptstraße 12 a")
    correct(w, 3, "postal_code", "D-20095")
    w.resolve()
    assert w.rows("""
        select street_name, house_number, postal_code_form
        from identity.address where concat(street, postal_code) <> '' order by all
    """) == [("hauptstr", "12a", None), (None, None, "20095")]


def test_a_correction_is_no_evidence(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", KNOWN, OTHER)
    correct(w, 2, "mobile", "0664 6123456")
    w.resolve()
    assert len(set(w.customers().values())) == 2
    assert w.rows("select phones from identity.feature where name_key like '%anna%'") == [(None,)]


def test_a_word_that_is_taken_back_changes_nothing(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", KNOWN)
    correct(w, 2, "phone", None)
    w.resolve()
    assert w.rows("select * from identity.phone") == []
