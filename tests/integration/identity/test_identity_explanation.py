"""Why two records are one customer, or not: rules, chains, guards and stewards' words."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from pipelines import settings
from pipelines.cli import app
from pipelines.identity import overrules
from pipelines.identity.explanation import Explanation, explain_records
from pipelines.identity.resolution import resolve
from pipelines.identity.rules import of

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

MAIL, PHONE = "anna.schmidt@example.com", "+49 171 2034567"
SECRETS = ("anna", "schmidt", "2034567", "1980", "K-1", "K-3")


def explained(w: Warehouse, one: str, other: str) -> Explanation:
    return explain_records(w.connection, w.key(one), w.key(other), of(w.options))


def person(party_id: str, **said: str) -> dict[str, str]:
    return {"party_id": party_id, "party_type_code": "person", **said}


@pytest.fixture
def chained(warehouse_file: Warehouse) -> Warehouse:
    """Three records of one customer, of which the first and the last share nothing."""
    w = warehouse_file
    w.land(1, "2026-01-01", person("K-1", name="Anna Schmidt", email=MAIL))
    w.land(2, "2026-01-02", person("K-2", email=MAIL.title(), phone=PHONE), source="shop")
    w.land(3, "2026-01-03", person("K-3", mobile=PHONE, birth_date="1980-03-11"), source="desk")
    w.resolve()
    return w


def test_what_two_records_share_is_named_by_its_rule(chained: Warehouse) -> None:
    found = explained(chained, "crm/K-1", "shop/K-2")
    assert found.is_one
    assert found.direct.rules == {"exact_email"}
    assert [(step.left, step.right) for step in found.chain] == [(found.left, found.right)]


def test_records_that_share_nothing_are_tied_by_the_shortest_chain(chained: Warehouse) -> None:
    found = explained(chained, "crm/K-1", "desk/K-3")
    assert found.is_one
    assert not found.direct.rules
    keys = [chained.key(one) for one in ("crm/K-1", "shop/K-2", "desk/K-3")]
    steps = [(step.left, step.right) for step in found.chain]
    assert steps == list(pairwise(keys))
    assert [step.link.rules for step in found.chain] == [{"exact_email"}, {"exact_phone"}]
    assert all(step.parts for step in found.chain)


def test_each_comparison_has_its_level_and_weight(chained: Warehouse) -> None:
    found = explained(chained, "crm/K-1", "shop/K-2")
    parts = {part.comparison: part for part in found.parts}
    assert parts["emails"].weight > 5
    assert parts["birth_date"].weight == 0
    assert found.match_weight == pytest.approx(sum(part.weight for part in found.parts), abs=1e-3)


def test_a_shared_value_that_joins_nobody_is_told(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.land(1, "2026-01-01", person("1", phone=PHONE), person("2", phone=PHONE))
    w.resolve()
    found = explained(w, "crm/1", "crm/2")
    assert not found.is_one
    assert (found.direct.rules, found.uncounted) == (set(), ("phone",))


@pytest.mark.parametrize(
    ("guard", "one", "other"),
    [
        ("birth_date", {"birth_date": "1980-03-11"}, {"birth_date": "1953-11-30"}),
        ("national_id", {"national_id": "K7745L"}, {"national_id": "M9921P"}),
    ],
)
def test_the_guard_that_refused_is_named(
    warehouse_file: Warehouse, guard: str, one: dict[str, str], other: dict[str, str]
) -> None:
    w = warehouse_file
    w.land(1, "2026-01-01", person("1", email=MAIL, **one))
    w.land(2, "2026-01-02", person("2", email=MAIL, **other), source="shop")
    w.resolve()
    found = explained(w, "crm/1", "shop/2")
    assert not found.is_one
    assert found.direct.rules == {"exact_email"}
    assert found.refusals == (guard,)


def test_a_customer_that_is_full_refuses(warehouse_file: Warehouse) -> None:
    w = warehouse_file
    w.options = w.options.model_copy(update={"identity": settings.Identity(max_records=2)})
    for delivery, source in enumerate(("crm", "shop", "desk"), 1):
        w.land(delivery, f"2026-01-0{delivery}", person("1", email=MAIL), source=source)
    w.resolve()
    alone = [one for one, first in w.customers().items() if one == first]
    assert len(alone) == 2
    assert explained(w, alone[0], alone[1]).refusals == ("max_records",)


def test_a_bridge_is_named_where_births_that_differ_did_not_refuse(
    warehouse_file: Warehouse,
) -> None:
    w = warehouse_file
    w.land(1, "2026-01-01", person("1", email=MAIL, birth_date="1980-03-11"))
    w.land(2, "2026-01-02", person("2", email=MAIL), source="shop")
    w.land(3, "2026-01-03", person("3", phone=PHONE), source="crm")
    w.land(4, "2026-01-04", person("4", phone=PHONE, birth_date="1953-11-30"), source="shop")
    w.resolve()
    left, right = sorted((w.key("crm/1"), w.key("crm/3")))
    w.connection.execute(
        "insert into identity.scored_pair values (?, ?, 'person', 0, 6, [])", [left, right]
    )
    said = overrules.Said("merge", w.key("crm/1"), w.key("shop/2"), "one already")
    resolve(w.connection, w.options, w.run_id, request=overrules.Request((said,)))
    assert explained(w, "crm/1", "shop/4").refusals == ("bridge",)
    assert explained(w, "crm/1", "shop/2").refusals == ()


@pytest.mark.parametrize("kind", ["merge", "split"])
def test_the_word_of_a_steward_is_told(chained: Warehouse, kind: str) -> None:
    w = chained
    w.land(4, "2026-01-04", person("K-4", name="Ute Kern"), source="shop")
    w.resolve()
    left, right = w.key("crm/K-1"), w.key("shop/K-4" if kind == "merge" else "shop/K-2")
    said = overrules.Said(overrules.kind(kind), left, right, "asked them")
    resolve(w.connection, w.options, w.run_id, request=overrules.Request((said,)))
    found = explain_records(w.connection, left, right, of(w.options))
    assert found.is_one is (kind == "merge")
    assert (found.direct.word, found.split) == ((1, None) if kind == "merge" else (None, 1))


def typed(w: Warehouse, folder: Path, *words: str) -> Result:
    (folder / "clientele.toml").write_text(f'warehouse = "{w.options.warehouse}"\n')
    w.connection.close()
    return CliRunner().invoke(app, ["identity", "explain", *words, "--project", str(folder)])


def test_the_command_shows_no_value_but_to_who_may_see_it(
    chained: Warehouse, tmp_path: Path
) -> None:
    one, other = f"@{chained.key('crm/K-1')}", f"@{chained.key('desk/K-3')}"
    shown = typed(chained, tmp_path, one, other)
    assert shown.exit_code == 0, shown.output
    assert "are one customer" in shown.output
    assert "tied through other records" in shown.output
    assert "exact_phone" in shown.output
    assert not [secret for secret in SECRETS if secret in shown.output.lower()]
    personal = typed(chained, tmp_path, "crm:K-1", "desk:K-3", "--personal")
    assert "desk:K-3" in personal.output
    assert MAIL in personal.output
    assert "1980-03-11" in personal.output


@pytest.mark.parametrize("named", ["@12", "@x", "crm", "crm:nobody"])
def test_a_record_that_is_not_there_is_refused(
    chained: Warehouse, tmp_path: Path, named: str
) -> None:
    refused = typed(chained, tmp_path, named, "crm:K-1")
    assert refused.exit_code == 2
    assert named in refused.output or "nobody" in refused.output
