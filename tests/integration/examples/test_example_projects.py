"""What the example projects need of settings and sources; holds without their data."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from pipelines import settings as settings_module
from pipelines.landing.detection import find
from pipelines.landing.source import SourceError, load_source, load_sources
from pipelines.settings import ROOT

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/clientele.toml"))


def test_there_are_four_examples() -> None:
    assert EXAMPLES == ["complaints", "crm_sales", "febrl", "online_retail"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_data_is_found_beside_the_repository_or_where_the_variable_says(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable in ("CLIENTELE_DATA", "CLIENTELE_RAW"):
        monkeypatch.delenv(variable, raising=False)
    assert settings_module.load(ROOT / "examples" / name).raw == ROOT.parent / "shared/data" / name
    monkeypatch.setenv("CLIENTELE_DATA", str(tmp_path))
    assert settings_module.load(ROOT / "examples" / name).raw == tmp_path / name
    assert settings_module.load(ROOT).raw == ROOT / "data/raw"
    monkeypatch.setenv("CLIENTELE_RAW", str(tmp_path / "elsewhere"))
    assert settings_module.load(ROOT / "examples" / name).raw == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    ("name", "file", "delivered_on"),
    [
        ("complaints", "consumer_complaints_sample.csv", date(2015, 3, 19)),
        ("crm_sales", "sales_pipeline.csv", date(2017, 12, 31)),
        ("online_retail", "2011-06-30.csv", date(2011, 6, 30)),
        ("online_retail", "latest.csv", None),
    ],
)
def test_a_file_has_the_date_of_its_name_or_of_its_feed(
    tmp_path: Path, name: str, file: str, delivered_on: date | None
) -> None:
    (tmp_path / file).write_text("a\n1\n")
    settings = settings_module.load(ROOT / "examples" / name, raw=tmp_path)
    (source,) = load_sources(settings).values()
    assert [found.delivered_on for found in find(settings, source)] == [delivered_on]


@pytest.mark.parametrize("dates", [{}, {"date": "(?P<date>.+)", "delivered_on": date(2020, 1, 1)}])
def test_a_feed_is_dated_in_one_way(tmp_path: Path, dates: dict[str, object]) -> None:
    feed = {"files": "*.csv", "reader": "csv", "entities": {}, **dates}
    source = {"source": "one", "description": "One.", "feeds": {"export": feed}}
    path = tmp_path / "one.yml"
    path.write_text(yaml.safe_dump(source))
    with pytest.raises(SourceError, match="delivered_on"):
        load_source(path)
