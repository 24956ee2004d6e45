"""What other rules or other code made is derived anew, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines import settings
from pipelines.identity import resolution, rules
from pipelines.identity.explanation import UnfinishedError, explain_records

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Ends, Warehouse

DERIVED = ("phone", "feature", "profile", "record_value", "scored_pair")
MAIL = "Anna.Berg@Mail.example"

US = settings.Company(country="US")


def test_changed_rules_derive_everything_anew(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    family = [{"party_id": party_id, "phone": "030 23125123"} for party_id in "12"]
    w.land(1, "2024-01-01", *family)
    w.resolve()
    assert w.customers() == {"crm/1": "crm/1", "crm/2": "crm/2"}
    w.options = w.options.model_copy(
        update={"identity": settings.Identity(max_parties_per_phone=2)}
    )
    assert w.resolve().merge == 1
    assert w.customers() == {"crm/1": "crm/1", "crm/2": "crm/1"}
    w.options = w.options.model_copy(update={"company": settings.Company(country="US")})
    assert w.resolve().split == 1
    assert w.rows("select distinct normalised_value from identity.phone") == [(None,)]


def test_changed_code_derives_everything_anew(
    warehouse_file: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = warehouse_file
    w.land(1, "2024-01-01", {"party_id": "1", "email": MAIL})
    w.resolve()
    w.connection.execute("update identity.record_value set normalised_value = 'by older code'")
    monkeypatch.setattr(rules, "content_hash", lambda: "an upgrade")
    summary = w.resolve()
    assert (summary.touched_records, summary.new_values) == (1, 1)
    assert w.rows("select normalised_value from identity.record_value") == [(MAIL.lower(),)]
    assert w.resolve().touched_records == 0


def test_a_derivation_that_did_not_end_changes_no_customer_and_is_done_anew(
    warehouse_file: Warehouse, ends_in: Ends
) -> None:
    w = warehouse_file
    family = [{"party_id": party_id, "phone": "030 23125123"} for party_id in "12"]
    w.land(1, "2024-01-01", *family, {"party_id": "3", "name": "Anna Berg", "email": MAIL})
    w.resolve()

    def content(*names: str) -> list[list[tuple[object, ...]]]:
        return [w.rows(f"select * from identity.{name} order by all") for name in names]

    derived, result = content(*DERIVED), content("record", "event", "redirect", "overrule")
    german = w.options
    w.options = german.model_copy(
        update={"identity": settings.Identity(max_parties_per_phone=2), "company": US}
    )
    with ends_in(resolution):
        w.resolve()
    assert content(*DERIVED) != derived, "it would have been one transaction"
    assert content("record", "event", "redirect", "overrule") == result
    with pytest.raises(UnfinishedError, match="run again"):
        explain_records(w.connection, w.key("crm/1"), w.key("crm/2"), rules.of(w.options))
    # By the rules of before: what they had derived is gone, though nothing was landed since.
    w.options = german
    assert w.resolve().touched_records == 3
    assert content(*DERIVED) == derived
    assert content("record", "event", "redirect", "overrule") == result
