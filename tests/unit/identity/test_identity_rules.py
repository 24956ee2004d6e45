"""The rules as data: placeholders, and the hash that reveals a change."""

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
    hashes = {
        rules.of(base).hash,
        rules.of(settings.load(company=settings.Company(country="AT"))).hash,
        rules.of(settings.load(identity=settings.Identity(max_parties_per_email=2))).hash,
        rules.Rules("DE", {"email": 1}, {"email": "a"}).hash,
        rules.Rules("DE", {"email": 1}, {"email": "b"}).hash,
    }
    assert len(hashes) == 5
    assert rules.of(base).hash == rules.of(settings.load()).hash
