"""A printed command means the project and day that it was printed for, wherever it is pasted."""

from __future__ import annotations

import json
import shlex
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.console.pasted import pasted, results_page, showing_rows
from pipelines.settings import Settings

CHECK = "relationships_fct_order_line_customer_key__customer_key__ref_dim_customer_"
DAY = date(2026, 3, 31)


def typed(command: str) -> Result:
    words = shlex.split(command)
    assert words[0] == "clientele"
    return CliRunner().invoke(app, words[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project in a folder with a blank, built today and as of a past day, with a failing test."""
    folder = tmp_path / "our shop"
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code == 0
    built = {"today": settings_module.load(folder), "then": settings_module.load(folder, as_of=DAY)}
    for when, settings in built.items():
        dbt = settings.target.warehouse / "dbt"
        sql = dbt / "compiled/clientele/models/relationships_fct_order_line_7b5ae9df.sql"
        sql.parent.mkdir(parents=True)
        sql.write_text("select rows_that_fail from failing")
        node = {"name": CHECK, "path": sql.name}
        (dbt / "manifest.json").write_text(json.dumps({"nodes": {"test": node}}))
        with duckdb.connect(str(settings.target.working)) as connection:
            connection.execute(f"create table failing as select '{when}' as rows_that_fail")
    return folder


@pytest.mark.parametrize(("as_of", "rows"), [(None, "today"), (DAY, "then")])
def test_the_command_of_a_failed_test_shows_the_rows_where_it_ran(
    folder: Path, as_of: date | None, rows: str
) -> None:
    settings = settings_module.load(folder, **({"as_of": as_of} if as_of else {}))
    shown = typed(showing_rows(settings, CHECK) + " -f csv")
    assert shown.output == f"rows_that_fail\n{rows}\n"


def test_a_check_without_rows_has_no_command(folder: Path) -> None:
    assert showing_rows(settings_module.load(folder), "no_such_check") == ""


def test_the_project_is_named_unless_one_stands_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = settings_module.load(folder)
    assert typed(pasted(settings, "sources list")).exit_code == 0
    assert shlex.split(pasted(settings, "run"))[-2:] == ["--project", str(folder)]
    monkeypatch.chdir(folder)
    assert pasted(settings, "run") == "clientele run"


def test_the_page_of_the_audit_is_where_it_went(folder: Path) -> None:
    settings = settings_module.load(folder)
    candidate = settings.warehouse / "candidate"
    candidate.mkdir()
    (candidate / "results.html").touch()
    assert results_page(settings) == str(candidate / "results.html")
    settings.versions.mkdir()
    candidate.rename(settings.versions / "1")
    settings.current.symlink_to("versions/1")
    assert results_page(settings) == str(settings.versions / "1" / "results.html")
