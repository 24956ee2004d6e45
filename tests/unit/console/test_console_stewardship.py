"""What a steward asks is answered by keys and counts unless ids may be seen."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.console import stewardship
from pipelines.console.skeleton import create
from pipelines.identity import overrules, tables
from pipelines.identity.naming import OverruleError, Record, key_of
from pipelines.identity.resolution import resolve
from pipelines.identity.scoring.blocking import RULES
from pipelines.settings import Settings
from pipelines.warehouse import open_working


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Make a project whose steward has said one word, about a telephone number."""
    create(tmp_path)
    settings = settings_module.load(tmp_path)
    with open_working(settings) as connection:
        tables.create(connection)
        connection.execute(overrules.TABLE)
        connection.execute(
            "insert into identity.record "
            "select source, party_id, key, key, date '2024-01-01', 1 from ("
            "select source, party_id, durable_key('party', source, party_id) as key from "
            "(values ('crm', 'A-1'), ('call_centre', '4930123456')) as known(source, party_id))"
        )
        one, other = (
            key_of(connection, Record.parse(text)) for text in ("crm:A-1", "call_centre:4930123456")
        )
        overrules.say(connection, overrules.Said("split", one, other, "two people"), 1)
    return settings


def listed(settings: Settings, *options: str) -> dict[str, str]:
    shown = CliRunner().invoke(
        app, ["identity", "list", "-f", "csv", *options, "--project", str(settings.project)]
    )
    assert shown.exit_code == 0, shown.output
    (row,) = csv.DictReader(io.StringIO(shown.stdout))
    return row


def test_words_name_records_by_keys_that_every_command_takes(project: Settings) -> None:
    row = listed(project)
    assert "4930123456" not in str(row)
    assert "A-1" not in str(row)
    named = listed(project, "--personal")
    assert (named["one"], named["other"]) == ("crm:A-1", "call_centre:4930123456")
    assert stewardship.keys(project, row["one"], row["other"]) == stewardship.keys(
        project, named["one"], named["other"]
    )
    assert row["reason"] == named["reason"] == "two people"


@pytest.mark.parametrize("options", [[], ["--personal"]])
def test_a_list_of_words_says_again_what_was_in_force(
    project: Settings, tmp_path: Path, options: list[str]
) -> None:
    with open_working(project) as connection:
        one, other = connection.execute(
            "select record_key_left, record_key_right from (" + overrules.IN_FORCE + ")"
        ).fetchall()[0]
        overrules.say(connection, overrules.Said("merge", one, other, "a slip"), 2)
        overrules.take_back(connection, 2, 3)
        overrules.say(connection, overrules.Said("merge", one, other, 'one after all, "sure"'), 4)
    words = ["identity", "list", "-f", "csv", *options, "--project", str(project.project)]
    file = tmp_path / "words.csv"
    file.write_text(CliRunner().invoke(app, words).stdout, encoding="utf-8")
    assert stewardship.kept_words(project, file) == [
        ("split", one, other, "two people"),
        ("merge", one, other, 'one after all, "sure"'),
    ]


def test_what_is_no_list_of_words_is_refused(project: Settings, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("number,kind\n1,merge\n", encoding="utf-8")
    with pytest.raises(OverruleError, match="no list of words"):
        stewardship.kept_words(project, file)


def test_the_pairs_of_every_blocking_rule_are_counted(project: Settings) -> None:
    with open_working(project) as connection:
        resolve(connection, project, 1)
    shown = CliRunner().invoke(
        app, ["identity", "blocking", "-f", "csv", "--project", str(project.project)]
    )
    assert shown.exit_code == 0, shown.output
    counted = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert {(row["model"], row["rule"]) for row in counted} == {
        (kind, rule.name) for kind, rules in RULES.items() for rule in rules
    }
    assert {row["pairs"] for row in counted} == {"0"}
