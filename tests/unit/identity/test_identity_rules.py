"""The rules as data: placeholders, and the hash that reveals a change."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines import settings
from pipelines.identity import rules

PLACEHOLDERS = rules.read_placeholders()


def is_placeholder(attribute: str, value: str) -> bool:
    found = duckdb.execute("select regexp_full_match(?, ?)", [value, PLACEHOLDERS[attribute]])
    return bool(found.fetchall()[0][0])


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("email", "test@web.de"),
        ("email", "test2@web.de"),
        ("email", "no-reply@shop.example"),
        ("email", "keine@keine.de"),
        ("email", "xxx@gmx.de"),
        ("phone", "000000"),
        ("phone", "123456"),
        ("phone", "1234567890"),
        ("phone", "491711234567"),
        ("phone", "49301111111"),
        ("national_id", "000000"),
        ("national_id", "123456789"),
        ("national_id", "DE123456789"),
        ("national_id", "UNKNOWN"),
    ],
)
def test_placeholders_are_known(attribute: str, value: str) -> None:
    assert is_placeholder(attribute, value)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("email", "testa.rossi@web.de"),
        ("email", "anna@testing-gmbh.de"),
        ("email", "nadia@gmx.de"),
        ("phone", "493023125123"),
        ("phone", "4917112345689"),
        ("national_id", "HRB12345B"),
        ("national_id", "110101199003071234"),
        ("national_id", "L01X00T47"),
    ],
)
def test_ordinary_values_are_none(attribute: str, value: str) -> None:
    assert not is_placeholder(attribute, value)


def test_a_pattern_for_an_attribute_that_no_rule_compares_is_refused(tmp_path: Path) -> None:
    seed = tmp_path / "placeholder_value.csv"
    seed.write_text("attribute_code,pattern,description\nfax,0+,nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no rule compares 'fax'"):
        rules.read_placeholders(seed)


def test_every_part_of_the_rules_is_in_their_hash() -> None:
    base = settings.load()
    stated = rules.of(base)
    said = [
        {"max_parties_per_email": 2},
        {"max_parties_per_phone": 2},
        {"max_parties_per_national_id": 2},
        {"max_records": 7},
        {"match_weight": 7.0},
        {"review_weight": 1.0},
        {"own_values": ["@velo.example"]},
    ]
    others = [
        rules.of(settings.load(company=settings.Company(country="AT"))),
        *(rules.of(settings.load(identity=settings.Identity(**one))) for one in said),
        replace(stated, placeholders=stated.placeholders | {"email": "a"}),
        replace(stated, guards=replace(stated.guards, certain=21.0)),
        replace(stated, models="trained"),
    ]
    assert len({stated.hash, *(one.hash for one in others)}) == 1 + len(others)
    assert rules.of(settings.load()).hash == stated.hash


@pytest.mark.parametrize(
    ("file", "is_seen"),
    [
        ("pairs.py", True),
        ("forms/nickname.csv", True),
        ("forms/free_mail.csv", True),
        ("models/person.json", True),
        ("models/term_frequency.csv", True),
        ("scoring/frequencies.py", True),
        ("scoring/training.py", False),
        ("accuracy/figures.py", False),
        ("explanation.py", False),
    ],
)
def test_a_changed_file_that_derives_is_seen(tmp_path: Path, file: str, is_seen: bool) -> None:
    folder = tmp_path / "identity"
    shutil.copytree(rules.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert rules.content_hash(folder) == rules.content_hash()
    rules.content_hash.cache_clear()
    with (folder / file).open("a", encoding="utf-8") as content:
        content.write("\n")
    assert (rules.content_hash(folder) != rules.content_hash()) is is_seen
