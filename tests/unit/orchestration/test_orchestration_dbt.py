"""The dbt command: when it parses, and what of dagster-dbt's resource is left out."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from dagster_dbt import DbtCliResource

from pipelines import settings as settings_module
from pipelines.mendable import MendableError
from pipelines.orchestration import dbt_command, preparation
from pipelines.orchestration.dbt import Dbt, dbt_resource
from pipelines.orchestration.dbt_command import (
    DBT,
    dbt_environment,
    dbt_flags,
    manifest,
    parsing,
    target_path,
)
from pipelines.settings import DBT_PROJECT, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_module.load(warehouse=tmp_path)


def dbt_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have dbt look for its project where there is none, so that it fails if it is asked."""
    monkeypatch.setattr(dbt_command, "dbt_flags", lambda _: ["--project-dir", "/nowhere"])


@pytest.mark.parametrize(("written", "asked"), [("{}", False), ('{"nodes": {', True)])
def test_dbt_parses_when_the_manifest_is_not_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, written: str, asked: bool
) -> None:
    path = target_path(settings) / "manifest.json"
    path.parent.mkdir()
    path.write_text(written)
    dbt_fails(monkeypatch)
    if asked:
        with pytest.raises(MendableError, match="dbt cannot parse"):
            manifest(settings)
    else:
        assert manifest(settings) == path


def test_a_parse_that_nobody_waits_for_is_stopped(settings: Settings) -> None:
    with pytest.raises(RuntimeError, match="meanwhile"), parsing(settings):
        raise RuntimeError("meanwhile")
    assert not (target_path(settings) / "manifest.json").exists()


def test_what_the_resource_leaves_out_is_still_called_so() -> None:
    """Neither name is public: were one gone, runs would be seconds slower and nobody would see."""
    for name in ("_cli_version", "_initialize_dbt_core_adapter"):
        assert name in vars(DbtCliResource)
        assert name in vars(Dbt)


def test_the_resource_knows_its_dbt(settings: Settings) -> None:
    resource = dbt_resource(settings)
    assert resource._cli_version.major == 1
    assert (resource.dbt_executable, resource.project_dir) == (dbt_command.DBT, str(DBT_PROJECT))


def test_what_is_parsed_ahead_is_not_parsed_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run finds manifest and saved parse where it looks, made as it would make them."""
    monkeypatch.setenv("CLIENTELE_WAREHOUSE", str(settings.warehouse))
    preparation.main()
    with monkeypatch.context() as broken:
        dbt_fails(broken)
        assert manifest(settings) == target_path(settings) / "manifest.json"
    said = subprocess.run(
        [DBT, "parse", *dbt_flags(settings)],
        env=os.environ | dbt_environment(settings),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Unable to do partial parsing" not in said
