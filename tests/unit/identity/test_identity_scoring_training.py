"""Training: the same features give the same model, which stays near to what is stated."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
from splink.internals.em_training_session import EMTrainingSession

from pipelines.identity.scoring import formula, model, training
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


def test_the_prior_is_the_share_of_pairs_that_are_one(
    features: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(features, 240)
    records, twice = 360, 120
    training.train(features.connection, 7)
    limited = model.active(features.connection, "person").prior
    assert limited == pytest.approx(PRIOR * 2**training.FARTHEST_PRIOR)
    monkeypatch.setattr(training, "FARTHEST_PRIOR", 20)
    training.train(features.connection, 8)
    counted = model.active(features.connection, "person").prior
    assert counted == pytest.approx(twice / (records * (records - 1) / 2))
    features.state(*({"record_key": 1_000 + key, "name_key": f"no {key}"} for key in range(360)))
    training.train(features.connection, 9)
    assert model.active(features.connection, "person").prior == pytest.approx(counted / 4, rel=0.01)


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


def test_a_fault_of_training_is_not_taken_for_data_that_teach_nothing(
    features: Features, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(features, 240)

    def fail(*_: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(EMTrainingSession, "_train", fail)
    with pytest.raises(ValueError, match="a fault"):
        training.train(features.connection, 7)
