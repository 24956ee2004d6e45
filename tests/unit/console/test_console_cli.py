"""The command's face: help that teaches, errors that name what, where and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.warehouse import open_working

COMMANDS = [
    ["init"],
    ["run"],
    ["status"],
    ["query"],
    ["replay"],
    ["accept"],
    ["trace"],
    ["rollback"],
    ["release"],
    ["quarantine", "list"],
    ["quarantine", "show"],
    ["quarantine", "export"],
    ["identity", "merge"],
    ["identity", "split"],
    ["identity", "undo"],
    ["identity", "correct"],
    ["identity", "list"],
    ["identity", "blocking"],
    ["identity", "restore"],
    ["identity", "accuracy"],
    ["identity", "explain"],
    ["identity", "review"],
    ["sources", "list"],
    ["sources", "check"],
    ["demo", "generate"],
    ["ui"],
    ["docs"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert "Usage" in shown.output
    if command != ["init"]:
        assert "--project" in shown.output


def test_a_folder_that_is_no_project_is_refused_with_the_mend(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["status", "--project", str(tmp_path)])
    assert shown.exit_code == 2
    assert "clientele init" in shown.output


def test_a_project_is_found_from_below_and_nothing_is_guessed_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLIENTELE_PROJECT", raising=False)
    project = tmp_path / "company"
    assert CliRunner().invoke(app, ["init", str(project)]).exit_code == 0
    monkeypatch.chdir(project / "sources")
    assert CliRunner().invoke(app, ["sources", "list"]).exit_code == 0
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(app, ["sources", "list"])
    assert shown.exit_code == 2
    assert "is in no project" in shown.output


def test_an_unknown_source_is_refused_with_those_there_are(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["init", str(tmp_path / "new")])
    assert made.exit_code == 0
    shown = CliRunner().invoke(app, ["run", "--only", "fax", "--project", str(tmp_path / "new")])
    assert shown.exit_code == 2
    assert "no such source" in shown.output


def test_a_project_is_not_made_twice(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["init", str(tmp_path)]).exit_code == 0
    settings = (tmp_path / "clientele.toml").read_text()
    (tmp_path / "clientele.toml").write_text(settings + "# mine\n")
    again = CliRunner().invoke(app, ["init", str(tmp_path)])
    assert again.exit_code == 2
    assert (tmp_path / "clientele.toml").read_text().endswith("# mine\n")


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "clientele.toml").write_text("[company]\ncurency = 'EUR'\n")
    shown = CliRunner().invoke(app, ["status", "--project", str(tmp_path)])
    assert shown.exit_code == 2
    assert "curency" in shown.output


@pytest.mark.parametrize("content", [b"[company", 'name = "Süd"'.encode("latin-1")])
def test_settings_that_are_no_toml_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clientele.toml").write_bytes(content)
    shown = CliRunner().invoke(app, ["status", "--project", str(tmp_path)])
    assert shown.exit_code == 2
    assert f"{tmp_path}/clientele.toml: no valid TOML" in shown.output


def test_quarantine_of_an_unknown_source_is_no_empty_table(tmp_path: Path) -> None:
    project = ["--project", str(tmp_path)]
    assert CliRunner().invoke(app, ["init", str(tmp_path)]).exit_code == 0
    with open_working(settings_module.load(tmp_path)):
        pass
    shown = CliRunner().invoke(app, ["quarantine", "show", "party", "--source", "fax", *project])
    assert shown.exit_code == 2
    assert "fax: no such source" in shown.output
