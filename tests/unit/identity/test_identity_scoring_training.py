"""Training: the same features give the same model, which stays near to what is stated."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest
from splink.internals.em_training_session import EMTrainingSession

from pipelines.identity.scoring import formula, model, prior, training
from pipelines.identity.scoring.model import FOLDER, PRIOR, packaged, splink_settings
from tests.unit.identity.conftest import Features


@pytest.mark.parametrize("name", model.NAMES)
def test_the_packaged_model_is_the_stated_one(name: str) -> None:
    stated = splink_settings(training.STATED[name], PRIOR)
    assert packaged(name).settings == json.loads(json.dumps(stated)), (
        "write it anew: python -m pipelines.identity.scoring.packaging"
    )
    assert json.loads((FOLDER / f"{name}.json").read_text())["made_from"]


def people(features: Features, number: int) -> None:
    dice = random.Random(4)
    for key in range(number):
        given = dice.choice(("anna", "jens", "olga", "tariq", "mei", "carlos"))
        family = dice.choice(("berg", "okonkwo", "lindqvist", "sato", "rossi", "novak"))
        born = date(dice.randrange(1940, 2005), dice.randrange(1, 13), dice.randrange(1, 29))
        person = {
            "given_name": given,
            "given_root": given,
            "family_name": family,
            "name_key": f"{family} {given}",
            "birth_date": born,
            "postal_code": str(dice.randrange(20000, 20090)),
            "city": "kiel",
        }
        features.state({"record_key": 2 * key + 1} | person)
        if key % 2:
            slip = {"postal_code": "20999"} if key % 3 else {"given_name": given + "a"}
            features.state({"record_key": 2 * key + 2} | person | slip)


def test_training_is_the_same_twice_and_frozen_with_its_version(features: Features) -> None:
    people(features, 240)
    before = model.digest(features.connection)
    assert training.train(features.connection, 7) == {"person": 1}
    first = model.active(features.connection, "person")
    assert model.digest(features.connection) != before
    assert training.train(features.connection, 8) == {"person": 2}
    second = model.active(features.connection, "person")
    assert (first.version, second.version) == (1, 2)
    assert first.settings == second.settings
    assert model.versions(features.connection) == [("person", 2)]
    frequent = features.connection.execute(
        "select sum(frequency) from identity.term_frequency "
        "where version = 2 and column_name = 'given_name'"
    ).fetchall()[0][0]
    assert 0.8 < frequent <= 1
    stated = splink_settings(training.STATED["person"], PRIOR)["comparisons"]
    for learnt, known in zip(first.comparisons, stated, strict=True):
        for one, other in zip(learnt["comparison_levels"], known["comparison_levels"], strict=True):
            weights = formula.level_weight(one), formula.level_weight(other)
            assert abs(weights[0] - weights[1]) <= training.FARTHEST + 1e-3


# What two records share that are one by each rule, and what makes it nothing.
TOLD: dict[str, dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "person": {
        "national id": ({"national_ids": ["{}"]}, {"national_ids": None}),
        "e-mail and given name": (
            {"emails": ["{}@one.example"], "given_root": "anna"},
            {"given_root": "jens"},
        ),
        "telephone and name": ({"phones": ["+49{}"], "name_key": "berg"}, {"name_key": "holm"}),
        "address and name": ({"address_keys": ["{}"], "name_key": "berg"}, {"name_key": None}),
        "birth date and name": (
            {"birth_date": date(1980, 3, 11), "name_key": "berg {}"},
            {"birth_date": date(1980, 1, 1)},
        ),
    },
    "organisation": {
        "national id": ({"national_ids": ["{}"]}, {"national_ids": None}),
        "telephone and name": (
            {"phones": ["+49{}"], "organisation_name": "berg"},
            {"organisation_name": "holm"},
        ),
        "postal code and name": (
            {"postal_code": "24103", "organisation_name": "berg {}"},
            {"postal_code": "24105"},
        ),
    },
}
TWINS = 25


def numbered(stated: dict[str, Any], number: int) -> dict[str, Any]:
    """Return what is stated with a number in the place of every ``{}``."""

    def fill(value: object) -> object:
        if isinstance(value, list):
            return [fill(one) for one in value]
        return value.format(number) if isinstance(value, str) else value

    return {column: fill(value) for column, value in stated.items()}


def share(records: int) -> object:
    return pytest.approx(TWINS / (records * (records - 1) / 2), rel=1e-4)


@pytest.mark.parametrize("kind", model.NAMES)
def test_the_prior_is_the_share_of_pairs_that_are_one(features: Features, kind: str) -> None:
    assert [rule.name for rule in prior.CERTAIN[kind]] == list(TOLD[kind])
    for shared, other in TOLD[kind].values():
        features.connection.execute("delete from identity.feature")
        for key in range(TWINS):
            one = numbered(shared, key) | {"kind": kind}
            features.state({"record_key": 2 * key} | one, {"record_key": 2 * key + 1} | one)
        assert prior.count(features.connection, kind) == share(2 * TWINS)
        for key in range(TWINS):
            another = numbered(shared, key) | other | {"kind": kind}
            features.state({"record_key": 2 * key + 1} | another)
        assert prior.count(features.connection, kind) == PRIOR


def test_what_many_share_is_no_evidence_for_the_prior(features: Features) -> None:
    for key in range(TWINS):
        one = {"national_ids": [f"id {key}"], "emails": [f"{key}@one.example"], "given_root": "a"}
        features.state({"record_key": 2 * key} | one, {"record_key": 2 * key + 1} | one)
    # Two rules find each pair, which is one.
    assert prior.count(features.connection, "person") == share(2 * TWINS)
    features.state(*({"record_key": 100 + key, "national_ids": ["none"]} for key in range(60)))
    assert prior.count(features.connection, "person") == share(2 * TWINS + 60)
    # About records that have nothing to be told by, nothing is known.
    features.state(*({"record_key": 200 + key, "emails": [f"{key}"]} for key in range(60)))
    assert prior.count(features.connection, "person") == share(2 * TWINS + 60)


def test_a_trained_model_has_its_own_prior(features: Features) -> None:
    people(features, 240)
    training.train(features.connection, 7)
    learnt = model.active(features.connection, "person").prior
    assert learnt == prior.count(features.connection, "person") > PRIOR


def test_too_few_records_teach_nothing(features: Features) -> None:
    people(features, 20)
    assert training.train(features.connection, 7) == {}
    assert model.active(features.connection, "person").version == model.PACKAGED


def test_who_are_all_alike_can_be_learnt_from(features: Features) -> None:
    same = {
        "given_name": "anna",
        "given_root": "anna",
        "family_name": "berg",
        "name_key": "anna berg",
    }
    features.state(*({"record_key": key, "postal_code": "24103"} | same for key in range(250)))
    assert training.train(features.connection, 7) == {"person": 1}
    # More share each key than two records that are one would.
    assert model.active(features.connection, "person").prior == PRIOR


def test_a_fault_of_training_is_not_taken_for_data_that_teach_nothing(
    features: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(features, 240)

    def fail(*_: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(EMTrainingSession, "_train", fail)
    with pytest.raises(ValueError, match="a fault"):
        training.train(features.connection, 7)
