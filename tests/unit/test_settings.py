"""Settings: defaults, then the project's file, then the environment, then what is said in code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines import settings as settings_module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "clientele.toml").write_text('memory_limit = "3GB"\n[company]\ncurrency = "CHF"\n')
    return tmp_path


def test_the_file_goes_before_the_defaults(project: Path) -> None:
    loaded = settings_module.load(project)
    assert loaded.company.currency == "CHF"
    assert loaded.company.zone == "UTC"


def test_the_environment_goes_before_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTELE_MEMORY_LIMIT", "1GB")
    monkeypatch.setenv("CLIENTELE_COMPANY__CURRENCY", "USD")
    loaded = settings_module.load(project)
    assert (loaded.memory_limit, loaded.company.currency) == ("1GB", "USD")


def test_what_is_said_goes_before_the_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTELE_AS_OF", "2026-01-31")
    assert settings_module.load(project).as_of == date(2026, 1, 31)
    assert settings_module.load(project, as_of=date(2025, 1, 31)).as_of == date(2025, 1, 31)


def test_paths_are_the_project_s(project: Path) -> None:
    loaded = settings_module.load(project)
    assert loaded.raw == project.resolve() / "data/raw"
    assert loaded.working == project.resolve() / "warehouse/working.duckdb"


@pytest.mark.parametrize("text", ["colour = 'red'", "[company]\ncurrency = 'euro'"])
def test_what_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "clientele.toml").write_text(text)
    with pytest.raises(ValidationError):
        settings_module.load(tmp_path)
