"""What a source file may not say, and how the refusal reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.landing import ledger
from pipelines.landing.source import Source, SourceError, load_source
from tests.unit.landing.landing_project import PRODUCT_MAP, RATE_MAP, Project


@pytest.mark.parametrize(
    ("entity", "feed", "said"),
    [
        ({"map": RATE_MAP | {"rate": "try_cast(rate as double)"}}, {}, "hides a failed conversion"),
        ({"map": RATE_MAP | {"rate": "try(rate / 0)"}}, {}, "hides a failed conversion"),
        ({"map": RATE_MAP | {"rate_date": "try_strptime(day, '%Y')"}}, {}, "hides a failed"),
        ({"map": RATE_MAP, "where": "try_cast(rate as int) > 0"}, {}, "hides a failed conversion"),
        ({"map": RATE_MAP | {"rate": "rate +* 1"}}, {}, "is no DuckDB expression"),
        ({"map": RATE_MAP, "where": "(("}, {}, "is no DuckDB expression"),
        ({"map": RATE_MAP | {"course": "rate"}}, {}, "the contract has no column 'course'"),
        ({"map": {"rate": "rate"}}, {}, "the contract requires"),
        ({"map": RATE_MAP, "mood": "delta"}, {}, "Extra inputs are not permitted"),
        ({"map": RATE_MAP}, {"zone": "Europe/Atlantis"}, "is no IANA time zone"),
        ({"map": RATE_MAP}, {"date": "f-"}, "needs a group named date"),
        ({"map": RATE_MAP}, {"date": "f-("}, "not a regular expression"),
        ({"map": RATE_MAP}, {"options": {"encoding": "klingon"}}, "is no encoding"),
        ({"map": RATE_MAP}, {"options": {"encoding": "utf-16"}}, "two or four bytes"),
        ({"map": RATE_MAP, "mode": "snapshot"}, {}, "no snapshot of exchange_rate is read"),
        ({"map": RATE_MAP}, {"reader": "sqlite"}, "a sqlite entity names its table"),
    ],
)
def test_a_source_that_cannot_be_right_is_refused_with_the_place(
    project: Project, entity: dict[str, Any], feed: dict[str, Any], said: str
) -> None:
    with pytest.raises(SourceError, match=r"^shop\.yml: ") as raised:
        project.describe({"exchange_rate": entity}, **feed)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"source: [", "no valid YAML"),
        ("description: Süd".encode("latin-1"), "no valid YAML: 'utf-8' codec"),
        (b"", "shop.yml: Input should be"),
        (b"source: contact_person", "what comes before a contact person's source and id"),
    ],
)
def test_a_file_that_is_no_source_is_refused_with_its_name(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "shop.yml"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"^shop\.yml: ") as raised:
        load_source(file)
    assert said in str(raised.value)


def test_two_feeds_that_give_snapshots_of_one_entity_are_refused(project: Project) -> None:
    project.describe({"product": {"map": PRODUCT_MAP, "mode": "snapshot"}})
    said = project.source.model_dump(mode="json")
    said["feeds"]["more"] = said["feeds"]["files"]
    with pytest.raises(ValueError, match="feeds files and more both give snapshots"):
        Source.model_validate(said)


def test_a_source_says_how_far_it_is_trusted_and_how_it_came_by_what_it_says(
    project: Project,
) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    said = project.source.model_dump(mode="json")
    assert (said["trust"], said["method"]) == (50, "unknown")
    for wrong in ({"method": "hearsay"}, {"trust": 101}):
        with pytest.raises(ValueError, match=r"method|trust"):
            Source.model_validate(said | wrong)
    trusted = Source.model_validate(said | {"trust": 80, "method": "registry"})
    assert trusted.mapping_hash("files") == project.source.mapping_hash("files")
    ledger.write_sources(project.connection, [trusted])
    assert project.fetch("from ledger.source") == [("shop", 80, "registry")]
    ledger.write_sources(project.connection, [])
    assert project.fetch("from ledger.source") == []


def test_an_unknown_contract_is_refused_with_those_that_are(project: Project) -> None:
    with pytest.raises(SourceError, match="no such contract; there are party, contact_person"):
        project.describe({"rate": {"map": {}}})


def test_an_expression_that_cannot_be_bound_names_its_column_and_lands_nothing(
    project: Project,
) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP | {"rate": "no_such_function(rate)"}}})
    project.deliver("f-2024-01-01", "day,cur,rate\n2023-01-01,USD,1\n")
    with pytest.raises(SourceError, match=r"exchange_rate\.map\.rate: 'no_such_function"):
        project.land()
    assert project.fetch("from ledger.delivery") == project.fetch("from ledger.file") == []
