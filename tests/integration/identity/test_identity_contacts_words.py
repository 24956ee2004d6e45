"""A steward's word about contact persons: two are one human, or one is a customer besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.console import stewardship
from pipelines.identity.explanation import Explanation, explain_records
from pipelines.identity.naming import OverruleError, Record, key_of, record_of
from pipelines.identity.overrules import Kind, Request, Said, numbers
from pipelines.identity.resolution import resolve
from pipelines.identity.rules import of
from tests.integration.identity.test_identity_contacts import (
    AT_BRAUER,
    AT_NORDLICHT,
    COLLEAGUE,
    NAMESAKE,
    ORGANISATIONS,
    PRIVATE,
    consumers,
    land_contacts,
    land_generations,
    people,
)

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

MOTHER = PRIVATE | {"party_id": "9", "birth_date": "1951-03-12"}
DAUGHTER = PRIVATE | {"birth_date": "1989-11-30", "mobile": None, "email": AT_NORDLICHT["email"]}
C1, C2, C4 = (f"contact_person:crm:{number}" for number in ("c1", "c2", "c4"))


@pytest.fixture
def known(warehouse_file: Warehouse) -> Warehouse:
    """Who moved (c1, c2), a colleague (c3), a namesake (c4), and who buys for herself."""
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    land_contacts(w, 2, "2024-01-01", AT_NORDLICHT, COLLEAGUE, NAMESAKE, AT_BRAUER)
    w.land(3, "2024-01-02", PRIVATE, source="shop")
    w.resolve()
    return w


@pytest.fixture
def torn(warehouse_file: Warehouse) -> Warehouse:
    """A contact person who is likely to be two customers."""
    w = warehouse_file
    w.land(1, "2024-01-01", *ORGANISATIONS)
    land_contacts(w, 2, "2024-01-01", AT_NORDLICHT, AT_BRAUER)
    w.land(3, "2024-01-02", MOTHER, DAUGHTER, source="shop")
    w.resolve()
    assert consumers(w) == {"c1": (None, 2), "c2": (None, 2)}
    return w


def key(w: Warehouse, name: str) -> int:
    return key_of(w.connection, Record.parse(name))


def say(w: Warehouse, kind: Kind, one: str, other: str) -> None:
    ask(w, Request((Said(kind, key(w, one), key(w, other), "asked her"),)))


def ask(w: Warehouse, request: Request) -> None:
    resolve(w.connection, w.options, w.run_id, request=request)
    w.run_id += 1


def content(w: Warehouse) -> list[list[tuple[Any, ...]]]:
    return [
        w.rows("from identity.contact order by all"),
        w.rows("select * exclude (_run) from identity.record order by all"),
        w.rows("from identity.redirect order by all"),
    ]


def explained(w: Warehouse, one: str, other: str) -> Explanation:
    return explain_records(w.connection, key(w, one), key(w, other), of(w.options))


def test_a_word_makes_two_contact_persons_one_and_undone_all_is_as_before(
    known: Warehouse,
) -> None:
    before = content(known)
    say(known, "merge", C4, C2)
    assert people(known) == {"c1": "c1", "c2": "c1", "c3": "c3", "c4": "c1"}
    assert consumers(known)["c4"] == (known.key("shop/7"), 1)
    known.connection.execute("delete from identity.state")
    known.resolve()
    assert people(known)["c4"] == "c1"
    ask(known, Request(undone=(1,)))
    assert content(known) == before


def test_a_word_parts_two_contact_persons(known: Warehouse) -> None:
    say(known, "split", C1, C2)
    assert people(known) == {"c1": "c1", "c2": "c2", "c3": "c3", "c4": "c4"}
    found = explained(known, C1, C2)
    assert not found.is_one
    assert found.split == 1
    assert (found.match_weight or 0) > 3


def test_a_word_says_which_customer_a_contact_person_is(torn: Warehouse) -> None:
    before = content(torn)
    assert explained(torn, C1, "shop:7").refusals == ("several_customers",)
    say(torn, "merge", "shop:9", C2)
    assert consumers(torn) == dict.fromkeys(("c1", "c2"), (torn.key("shop/9"), 1))
    assert explained(torn, C1, "shop:9").is_one
    assert explained(torn, C1, "shop:7").refusals == ("another_customer",)
    # It is a word about the human: said of either contact person it counts for both.
    say(torn, "split", C1, "shop:9")
    assert consumers(torn) == dict.fromkeys(("c1", "c2"), (None, 0))
    ask(torn, Request(undone=(1, 2)))
    assert content(torn) == before


def test_a_word_that_she_is_not_leaves_the_other_customer(torn: Warehouse) -> None:
    say(torn, "split", C1, "shop:9")
    assert consumers(torn)["c1"] == (torn.key("shop/7"), 1)
    found = explained(torn, C1, "shop:9")
    assert (found.is_one, found.split) == (False, 1)


def test_of_customers_whom_stewards_named_none_is_taken_unless_it_is_one(torn: Warehouse) -> None:
    say(torn, "merge", C1, "shop:9")
    say(torn, "merge", C2, "shop:7")
    assert consumers(torn)["c1"] == (None, 2)
    found = explained(torn, C1, "shop:7")
    assert found.refusals == ("several_customers",)
    assert found.candidates == tuple(sorted((torn.key("shop/7"), torn.key("shop/9"))))


def test_the_account_of_the_organisation_is_no_consumer(torn: Warehouse) -> None:
    say(torn, "merge", "crm:1", "shop:7")
    assert consumers(torn)["c1"] == (torn.key("shop/9"), 1)
    say(torn, "merge", C1, "shop:7")
    assert consumers(torn)["c1"] == (None, 0)
    assert explained(torn, C1, "shop:7").refusals == ("employer",)
    say(torn, "merge", C1, "shop:9")
    found = explained(torn, C1, "shop:9")
    assert (found.is_one, found.refusals) == (True, ())


@pytest.mark.parametrize("organisation", ["crm:1", "crm:3"])
def test_a_contact_person_is_no_organisation(torn: Warehouse, organisation: str) -> None:
    with pytest.raises(OverruleError, match="no organisation"):
        say(torn, "merge", C1, organisation)
    assert torn.rows("from identity.overrule") == []


def test_a_stranger_is_explained_without_an_objection(torn: Warehouse) -> None:
    stranger = {"party_id": "5", "party_type_code": "person", "name": "Bo Ek"}
    torn.land(4, "2024-01-03", stranger, source="shop")
    torn.resolve()
    assert explained(torn, C1, "shop:5").refusals == ()


def test_contact_persons_are_explained_through_others(known: Warehouse) -> None:
    found = explained(known, C1, C2)
    assert found.is_one
    assert [(step.left, step.right) for step in found.chain] == [(key(known, C1), key(known, C2))]
    assert found.chain[0].parts
    besides = explained(known, "shop:7", C2)
    assert besides.is_one
    assert besides.entities == ("party", "contact_person")
    assert besides.chain[0].left == known.key("shop/7")
    assert besides.chain[-1].right == key(known, C2)
    namesake = explained(known, C1, C4)
    assert not namesake.is_one
    assert (namesake.match_weight or 0) < 3


def test_the_guard_between_contact_persons_is_named(warehouse_file: Warehouse) -> None:
    land_generations(warehouse_file)
    assert explained(warehouse_file, C1, "contact_person:crm:c6").refusals == ("birth_date",)


def shown(w: Warehouse, *words: str) -> str:
    """Return what `identity explain` prints; the connection of the test is closed."""
    w.connection.close()
    paths = {
        "CLIENTELE_WAREHOUSE": str(w.options.warehouse),
        "CLIENTELE_RAW": str(w.options.raw),
    }
    project = ("--project", str(w.options.project))
    result = CliRunner().invoke(app, ["identity", "explain", *words, *project], env=paths)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_names_contact_persons_and_shows_no_value(known: Warehouse) -> None:
    told = shown(known, C1, C2)
    assert "are one human." in told
    assert "c1" not in told
    assert "lindqvist" not in told.lower()
    assert "are one human, a customer besides." in shown(known, C1, "shop:7")
    personal = shown(known, C1, "shop:7", "--personal")
    assert "contact_person:crm:c1 and shop:7" in personal
    assert "lindqvist" in personal.lower()


def test_the_command_lists_the_customers_that_a_contact_person_may_be(torn: Warehouse) -> None:
    keys = sorted(torn.key(f"shop/{number}") for number in (7, 9))
    listed = ", ".join(f"shop @{key}" for key in keys)
    assert f"may be one of several customers: {listed}" in shown(torn, C1, "crm:3")


def test_names_of_contact_persons_are_read_as_they_are_written(known: Warehouse) -> None:
    record = Record.parse(C1)
    assert (str(record), record.entity) == (C1, "contact_person")
    assert record_of(known.connection, key(known, C1)) == record
    with pytest.raises(OverruleError, match="contact person with the id 9"):
        key(known, "contact_person:crm:9")
    with pytest.raises(OverruleError, match="contact_person:SOURCE:ID"):
        Record.parse("contact_person:crm")
    with pytest.raises(OverruleError, match="no party"):
        stewardship.named_record(known.connection, C1)


def test_words_of_a_file_that_was_made_for_parties_alone_count(known: Warehouse) -> None:
    say(known, "split", "shop:7", "crm:1")
    for side in ("left", "right"):
        known.connection.execute(f"alter table identity.overrule drop column entity_{side}")
    assert numbers(known.connection) == [1]
    assert explained(known, "shop:7", "crm:1").split == 1
    say(known, "merge", C4, C2)
    assert people(known)["c4"] == "c1"
    assert known.rows("select overrule_id, entity_left, entity_right from identity.overrule") == [
        (1, "party", "party"),
        (2, "contact_person", "contact_person"),
    ]
