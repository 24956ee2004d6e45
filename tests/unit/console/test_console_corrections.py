"""A correction becomes a delivery, or is refused before anything is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.console import corrections
from pipelines.console.skeleton import STEWARDSHIP, create
from pipelines.identity import tables
from pipelines.identity.naming import OverruleError
from pipelines.landing.detection import find
from pipelines.landing.source import load_sources
from pipelines.settings import ROOT, Settings
from pipelines.warehouse import open_working
from schemas.contract import codes


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Make a project that knows one party and shows the last day of 2024."""
    create(tmp_path)
    settings = settings_module.load(tmp_path)
    with open_working(settings) as connection:
        tables.create(connection)
        connection.execute(
            "insert into identity.record values ('crm', 'A|1', 1, 1, date '2024-01-01', 1);"
            "insert into ledger.delivery (delivery_id, delivered_on, status) "
            "values (1, date '2024-12-31', 'loaded')"
        )
    return settings


def test_each_correction_is_a_delivery_of_the_day_that_is_shown(project: Settings) -> None:
    values = "Anne Berg", None
    for value in values:
        corrections.deliver(project, "crm:A|1", "name", value, "asked")
    found = find(project, load_sources(project)["stewardship"])
    assert [str(one.delivered_on) for one in found] == ["2024-12-31"] * 2
    lines = [json.loads(one.file.read_text()) for one in found]
    assert [line["value"] for line in lines] == list(values)
    assert lines[0]["corrected_at"] < lines[1]["corrected_at"]
    assert {(line["party_source"], line["party_id"]) for line in lines} == {("crm", "A|1")}


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("birth_date", "1980-02-30"),
        ("birth_date", "1800-01-01"),
        ("founded_date", "1980"),
        ("email", "nobody"),
        ("sex_code", "f"),
        ("employee_count", "-1"),
        ("annual_revenue_amount", "1e9"),
        ("country_code", "Germany"),
        ("parent_record_key", "1"),
        ("shoe_size", "42"),
        ("name", ""),
    ],
)
def test_what_no_source_could_state_is_refused(
    project: Settings, attribute: str, value: str
) -> None:
    with pytest.raises(corrections.CorrectionError) as refused:
        corrections.deliver(project, "crm:A|1", attribute, value, "asked")
    assert not value or value not in str(refused.value).replace(attribute, "")
    assert not (project.raw / "stewardship").exists()


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("birth_date", "1980-02-29"),
        ("founded_date", "1789-07-14"),
        ("sex_code", "female"),
        ("annual_revenue_amount", "1000000.50"),
        ("city", "Ulm"),
    ],
)
def test_what_a_source_could_state_is_taken(project: Settings, attribute: str, value: str) -> None:
    assert corrections.deliver(project, "crm:A|1", attribute, value, "asked").exists()


def test_a_record_may_be_named_by_its_key(project: Settings) -> None:
    path = corrections.deliver(project, "@1", "name", "Anne Berg", "asked")
    line = json.loads(path.read_text())
    assert (line["party_source"], line["party_id"]) == ("crm", "A|1")


def test_nobody_is_corrected_who_is_not_there(project: Settings) -> None:
    with pytest.raises(OverruleError):
        corrections.deliver(project, "crm:A2", "name", "Anne Berg", "asked")


def test_an_older_project_gets_the_source_with_its_first_correction(project: Settings) -> None:
    source = project.sources / "stewardship.yml"
    source.unlink()
    corrections.deliver(project, "crm:A|1", "name", "Anne Berg", "asked")
    assert source.read_text() == STEWARDSHIP == (ROOT / "sources/stewardship.yml").read_text()


def test_only_what_has_no_value_of_its_own_cannot_be_corrected() -> None:
    assert set(codes("customer_attribute")) - set(corrections.correctable()) == {
        "parent_record_key"
    }
