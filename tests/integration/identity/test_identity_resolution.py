"""Resolution over several runs on a real file: what joins, what is kept, what is written down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipelines import settings
from pipelines.identity import number_plan, resolution, values
from pipelines.identity.resolution import resolve
from pipelines.identity.scoring import scored_pairs

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

MAIL = "Anna.Berg@Mail.example"
MOBILE = "+49 171 2034567"


def test_spellings_of_a_value_join_and_placeholders_do_not(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(
        1,
        "2024-01-01",
        {"party_id": "1", "email": MAIL, "national_id": "AB-12 99.x"},
        {"party_id": "2", "phone": "0171/2034567"},
        {"party_id": "3", "email": "test@web.de", "phone": "000000", "national_id": "123456789"},
        {"party_id": "4", "phone": "020 7946 0958", "country_code": "GB"},
    )
    w.land(
        2,
        "2024-01-02",
        {"party_id": "a", "email": "anna.berg@mail.example "},
        {"party_id": "b", "mobile": MOBILE},
        {"party_id": "c", "national_id": "ab1299X"},
        {"party_id": "d", "email": "TEST@web.de", "phone": "000000", "national_id": "123-456-789"},
        {"party_id": "e", "phone": "020 7946 0958"},
        {"party_id": "f", "phone": "+44 20 7946 0958"},
        source="shop",
    )
    w.resolve()
    joined = {record: first for record, first in w.customers().items() if record != first}
    assert joined == {
        "shop/a": "crm/1",
        "shop/b": "crm/2",
        "shop/c": "crm/1",
        "shop/f": "crm/4",
    }
    assert w.rows("select distinct rule from identity.pair order by 1") == [
        ("exact_email",),
        ("exact_national_id",),
        ("exact_phone",),
    ]
    reasons = "select count(*) from identity.{} where reason_code = 'placeholder'"
    assert w.rows(reasons.format("email")) == [(2,)]
    assert w.rows(reasons.format("phone")) == [(1,)]
    assert w.rows(reasons.format("national_id")) == [(2,)]


def test_a_number_of_one_country_s_scheme_is_another_in_another_country(
    warehouse_file: Warehouse,
) -> None:
    w = warehouse_file
    number = "212345680"  # agrees with the check digits of all three
    w.options = w.options.model_copy(update={"company": settings.Company(country="PT")})
    for delivery, country in enumerate(("NL", "PT", "FR", "NL", None), 1):
        party = {"party_id": "1", "national_id": number, "country_code": country}
        w.land(delivery, f"2024-01-0{delivery}", party, source=f"{country}{delivery}")
    w.resolve()
    joined = {record: first for record, first in w.customers().items() if record != first}
    assert joined == {"NL4/1": "NL1/1", "None5/1": "PT2/1"}


def test_every_value_that_a_record_ever_had_counts(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.land(2, "2024-02-01", {"party_id": "1", "email": "anna@new.example"})
    w.land(3, "2024-02-02", {"party_id": "a", "email": MAIL}, source="shop")
    w.resolve()
    assert w.customers() == {"crm/1": "crm/1", "shop/a": "crm/1"}
    assert w.rows("select first_delivered_on from identity.record order by 1") == [
        (date(2024, 1, 1),),
        (date(2024, 2, 2),),
    ]


def test_the_current_type_of_a_record_decides_the_conflict(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL, "party_type_code": "organisation"})
    w.land(
        2, "2024-01-01", {"party_id": "a", "email": MAIL, "party_type_code": "person"}, source="s"
    )
    w.resolve()
    assert w.customers() == {"crm/1": "crm/1", "s/a": "s/a"}
    # The correction stands in an older delivery, but the source changed the record later.
    corrected = {"party_type_code": "person", "changed_at": "2024-01-05 10:00:00"}
    w.land(3, "2023-12-31", {"party_id": "1", "email": MAIL} | corrected)
    w.resolve()
    assert w.customers() == {"crm/1": "crm/1", "s/a": "crm/1"}


def test_merge_and_split_are_ledgered_and_redirected(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.land(2, "2024-01-02", {"party_id": "a", "phone": MOBILE}, source="shop")
    first = w.resolve()
    crm, shop, desk = w.key("crm/1"), w.key("shop/a"), w.key("desk/x")
    assert (first.records, first.customers, first.new) == (2, 2, 2)

    w.land(3, "2024-02-01", {"party_id": "x", "email": MAIL, "mobile": MOBILE}, source="desk")
    second = w.resolve()
    assert (second.records, second.customers, second.merge, second.new) == (3, 1, 1, 1)
    assert w.events(2) == [("merge", shop, crm, shop), ("new", crm, None, desk)]
    assert w.rows("from identity.redirect") == [(shop, crm)]
    assert w.rows("select record_key, _run from identity.record order by _run, source") == [
        (crm, 1),
        (desk, 2),
        (shop, 2),
    ]

    w.supersede(3)
    w.land(4, "2024-02-01", {"party_id": "x", "mobile": MOBILE}, source="desk")
    third = w.resolve()
    assert (third.customers, third.split) == (2, 2)
    assert w.events(3) == sorted([("split", crm, shop, shop), ("split", crm, shop, desk)])
    assert w.rows("from identity.redirect") == []
    assert w.customers() == {"crm/1": "crm/1", "shop/a": "shop/a", "desk/x": "shop/a"}


def test_what_a_day_does_not_concern_stays_as_it_is(
    warehouse_file: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A world as small as this one would be scored as a whole.
    monkeypatch.setattr(scored_pairs, "MANY", 1.0)
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.land(2, "2024-01-01", {"party_id": "a", "phone": MOBILE}, source="shop")
    w.resolve()
    w.land(3, "2024-01-02", {"party_id": "a", "email": MAIL}, source="shop")
    w.resolve()
    redirected = [(w.key("shop/a"), w.key("crm/1"))]
    assert w.rows("from identity.redirect") == redirected
    before = w.rows("from identity.record order by all")
    w.land(4, "2024-01-03", {"party_id": "2", "email": "else@mail.example"})
    w.resolve()
    assert w.rows("from identity.redirect") == redirected
    assert w.rows("from identity.record where party_id <> '2' order by all") == before
    assert w.events(3) == [("new", w.key("crm/2"), None, w.key("crm/2"))]


def test_a_customer_outlives_its_first_record(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.land(2, "2024-01-02", {"party_id": "a", "email": MAIL}, source="shop")
    w.resolve()
    crm, shop, desk = w.key("crm/1"), w.key("shop/a"), w.key("desk/x")
    w.supersede(1)
    w.resolve()
    assert w.events(2) == sorted([("retire", crm, None, crm), ("retire", crm, shop, shop)], key=str)
    assert w.rows("from identity.redirect") == [(crm, shop)]
    w.land(9, "2024-01-03", {"party_id": "other"}, source="desk")
    assert w.resolve().new == 1
    assert w.rows("from identity.redirect") == [(crm, shop)]

    w.land(3, "2023-12-01", {"party_id": "x", "email": MAIL}, source="desk")
    w.resolve()
    assert w.events(4) == [("merge", shop, desk, shop), ("new", desk, None, desk)]
    assert sorted(w.rows("from identity.redirect")) == sorted([(crm, desk), (shop, desk)])

    w.supersede(2)
    w.supersede(3)
    w.supersede(9)
    w.resolve()
    assert w.rows("from identity.record") == w.rows("from identity.redirect") == []


def test_a_run_with_nothing_new_writes_nothing(
    warehouse_file: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.resolve()
    monkeypatch.setattr(values, "refresh", lambda *_: pytest.fail("derived something"))
    summary = w.resolve()
    assert (summary.records, summary.touched_records, summary.new) == (1, 0, 0)
    assert w.rows("select run_id from identity.state") == [(1,)]


def test_only_values_never_seen_are_normalised(
    warehouse_file: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "phone": MOBILE, "email": MAIL})
    assert w.resolve().new_values == 2
    seen: list[str] = []
    original = number_plan.e164
    monkeypatch.setattr(number_plan, "e164", lambda v, c: seen.append(v) or original(v, c))
    w.land(2, "2024-01-02", {"party_id": "1", "phone": MOBILE, "mobile": "030 23125123"})
    assert w.resolve().new_values == 1
    assert seen == ["03023125123"]


def test_status_and_horizon_decide_which_versions_count(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.land(2, "2024-03-01", {"party_id": "a", "email": MAIL}, source="shop")
    w.land(3, "2024-01-05", {"party_id": "x", "email": MAIL}, source="desk")
    w.set_status(3, "blocked")
    w.resolve(date(2024, 2, 1))
    assert set(w.customers()) == {"crm/1"}
    w.set_status(3, "loaded")  # accepted by name: no row lands anew
    assert w.resolve(date(2024, 2, 1)).touched_records == 1
    assert set(w.customers()) == {"crm/1", "desk/x"}
    w.resolve()
    assert w.customers() == dict.fromkeys(["crm/1", "desk/x", "shop/a"], "crm/1")
    w.resolve(date(2024, 2, 1))
    assert set(w.customers()) == {"crm/1", "desk/x"}


def test_a_second_delivery_in_the_same_run_is_seen(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.resolve()
    w.run_id = 1
    w.supersede(1)
    w.land(2, "2024-01-01", {"party_id": "2", "email": MAIL})
    w.resolve()
    assert set(w.customers()) == {"crm/2"}


def test_a_failure_leaves_nothing_behind(
    warehouse_file: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "phone": MOBILE})
    w.resolve()
    w.land(2, "2024-01-02", {"party_id": "a", "phone": MOBILE}, source="shop")
    before = w.rows("from identity.record"), w.rows("from identity.event")
    with monkeypatch.context() as patch:
        # Everything is written by then, and nothing committed.
        patch.setattr(resolution, "_summary", interrupt)
        with pytest.raises(KeyboardInterrupt):
            resolve(w.connection, w.options, w.run_id)
    assert (w.rows("from identity.record"), w.rows("from identity.event")) == before
    assert w.resolve().new == 1
    assert w.customers() == {"crm/1": "crm/1", "shop/a": "crm/1"}


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
