"""The formula of the scores against Splink's own: the same settings give the same weights."""

from __future__ import annotations

import copy
import itertools
import random
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from splink import DuckDBAPI, Linker

from pipelines.identity.scoring import bound, formula, frequencies, organisation, person
from pipelines.identity.scoring.model import NAMES, Model, packaged, splink_settings
from tests.unit.identity.conftest import Features

GIVEN = ("anna", "ana", "hanna", "a", "anna maria", "jens", "lindqvist", None)
FAMILY = ("lindqvist", "lindquist", "berg", "berg lindqvist", "okonkwo", "anna", None)
TERMS = pa.table(
    {
        "column_name": ["given_name", "given_name", "family_name", "organisation_name"],
        "term": ["anna", "jens", "lindqvist", "radhaus nord"],
        "frequency": [0.03, 0.000001, 0.002, 0.01],
    }
)
WORDS = ("radhaus nord", "nord radhaus", "radhaus nordd", "radhaus nord kiel", "velo sued", None)


def some(dice: random.Random, *choices: Any) -> list[Any] | None:
    found = sorted({one for one in dice.choices(choices, k=2) if one is not None})
    return found or None


def record(key: int, kind: str, dice: random.Random) -> dict[str, Any]:
    """Return a record like others in some ways; every level of the models is met by some two."""
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    whole = " ".join(sorted(filter(None, (given, family)))) or None
    parts = dice.random() < 0.8
    born = dice.choice((date(1980, 3, 11), date(1980, 11, 3), date(1980, 1, 1), None))
    return {
        "record_key": key,
        "kind": kind,
        "given_name": given if parts else None,
        "given_root": {"ana": "anna"}.get(given, given) if parts else None,
        "family_name": family if parts else None,
        "name_key": whole,
        "native_name": dice.choice(("王秀英", "吴秀英", None)),
        "organisation_name": dice.choice(WORDS),
        "legal_form": dice.choice(("gmbh", "ag", None)),
        "sex_code": dice.choice(("female", "male", None)),
        "birth_date": born and born + timedelta(days=dice.choice((0, 0, 1, 20, 500))),
        "emails": some(dice, "anna.l@one.example", "ana.l@one.example", "x@gmail.com", None),
        "mailboxes": some(dice, "annal", "anal", None),
        "phones": some(dice, "+494312345678", "+494312345679", "+493012345678", None),
        "national_ids": some(dice, "A1234567", "A1234568", "A1234599", "B7777777", None),
        "street": dice.choice(("rosenweg", "rosenwegg", "am markt", "hof am markt", None)),
        "house_number": dice.choice(("7", "17", None)),
        "postal_code": dice.choice(("24103", "24104", "80331", None)),
        "city": dice.choice(("kiel", "muenchen", "munchen", None)),
        "region": dice.choice(("holstein", "bayern", None)),
        "address_keys": some(dice, "DE|24103|rosenweg|7", "DE|80331|am markt|8", None),
        "parent_key": dice.choice((900, 901, None)),
    }


def splink_weights(features: Features, model: Model, terms: pa.Table) -> dict[Any, dict[str, Any]]:
    api = DuckDBAPI()
    records = features.connection.execute(formula.record_sql(model.name)).to_arrow_table()
    settings = copy.deepcopy(model.settings)
    settings["blocking_rules_to_generate_predictions"] = ["1=1"]
    settings["retain_matching_columns"] = True
    linker = Linker(api.register(records), settings, log_level="ERROR")
    for column in model.frequency_columns:
        rows = [row for row in terms.to_pylist() if row["column_name"] == column]
        linker.table_management.register_term_frequency_lookup(
            api.register(
                pa.table(
                    {
                        column: [row["term"] for row in rows],
                        f"tf_{column}": [row["frequency"] for row in rows],
                    }
                )
            ),
            column,
        )
    found = linker.inference.predict(threshold_match_weight=-1000).as_record_list()
    return {
        (min(two), max(two)): row
        for row in found
        for two in [(row["record_key_l"], row["record_key_r"])]
    }


def pair_all(features: Features, name: str, count: int) -> duckdb.DuckDBPyConnection:
    """State records of a kind and pair each with each; the frequencies are in ``terms``."""
    dice = random.Random(20)
    features.state(*(record(key, name, dice) for key in range(1, count)))
    features.connection.register("terms", TERMS)
    features.connection.execute(
        "create temp table pair as select one.record_key as record_key_left, "
        "other.record_key as record_key_right from identity.feature as one "
        "inner join identity.feature as other on one.record_key < other.record_key"
    )
    return features.connection


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_packaged", [True, False])
def test_weights_are_those_of_splink(features: Features, name: str, *, is_packaged: bool) -> None:
    stated = {"person": person, "organisation": organisation}[name].COMPARISONS
    model = packaged(name) if is_packaged else Model(name, 1, splink_settings(stated, 1e-4))
    connection = pair_all(features, name, 90)
    query = formula.score_sql(model, "pair", f"({formula.compared_sql(model, 'terms')})")
    ours = {row[:2]: row[2:] for row in connection.execute(query).fetchall()}
    theirs = splink_weights(features, model, TERMS)
    assert len(ours) == 89 * 88 // 2
    assert ours.keys() == theirs.keys()
    columns = [one["output_column_name"] for one in model.comparisons]
    met = set()
    for two, (total, weights) in ours.items():
        assert total == pytest.approx(theirs[two]["match_weight"], abs=1e-9)
        for column, weight in zip(columns, weights, strict=True):
            whole = theirs[two][f"mw_{column}"] + theirs[two].get(f"mw_tf_adj_{column}", 0.0)
            assert weight == pytest.approx(whole, abs=1e-9)
            met.add((column, theirs[two][f"gamma_{column}"]))
    levels = [len(one["comparison_levels"]) for one in model.comparisons]
    # All but a few rare levels are met, so that each has been compared.
    assert len(met) >= sum(levels) - 3, (
        set(
            itertools.chain.from_iterable(
                ((column, place) for place in range(-1, number - 1))
                for column, number in zip(columns, levels, strict=True)
            )
        )
        - met
    )


def test_packaged_frequencies_belong_to_columns_that_a_model_weighs() -> None:
    columns = [column for name in NAMES for column in packaged(name).frequency_columns]
    assert set(frequencies.packaged(columns)["column_name"].to_pylist()) <= set(columns)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_packaged", [True, False])
def test_no_pair_weighs_more_than_its_bound(
    features: Features, name: str, *, is_packaged: bool
) -> None:
    stated = {"person": person, "organisation": organisation}[name].COMPARISONS
    model = packaged(name) if is_packaged else Model(name, 1, splink_settings(stated, 1e-4))
    connection = pair_all(features, name, 300)
    records = f"({formula.compared_sql(model, 'terms')})"
    connection.execute(f"create temp table short_record as {bound.records_sql(model, records)}")
    scored = connection.execute(formula.score_sql(model, "pair", records)).fetchall()
    ruled_out = set()
    for least in range(-40, 60, 4):
        query = bound.promising_sql(model, "pair", "short_record", float(least))
        promising = set(connection.execute(query).fetchall())
        enough = {row[:2] for row in scored if row[2] >= least}
        assert enough <= promising
        if len(promising) < 2 * len(enough) < len(scored):
            ruled_out.add(least)
    assert ruled_out, "a bound that rules out nothing is of no use"
