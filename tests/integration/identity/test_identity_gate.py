"""The gate of accuracy in Dagster: it blocks, it shows its figures, and no build reads labels."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from typer.testing import CliRunner

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.identity.resolution import resolve
from pipelines.orchestration.accuracy import RECORD, accuracy_checks
from pipelines.orchestration.fingerprint import code_hash
from pipelines.orchestration.project import Project
from pipelines.settings import ROOT, Settings
from pipelines.warehouse import open_working

TOML = '[identity]\nlabels = "{data}/truth/party.csv"\nmin_precision = 0.9\nmin_recall = 0.6\n'
SECRETS = ("anna.schmidt@example.com", "K-1", "K-2", "K-3")
TRUTH = "source,party_id,entity\ncrm,K-1,1\ncrm,K-2,1\ncrm,K-3,2\n"


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """A project with three landed parties of two entities, two of which share an address."""
    (tmp_path / "clientele.toml").write_text(TOML)
    (tmp_path / "data/truth").mkdir(parents=True)
    (tmp_path / "data/truth/party.csv").write_text(TRUTH)
    settings = settings_module.load(tmp_path)
    deliver(settings)
    return settings


def deliver(settings: Settings) -> None:
    with open_working(settings) as connection:
        connection.execute(
            "insert into ledger.delivery (delivery_id, source, delivered_on, status, run_id)"
            " values (1, 'crm', '2026-01-01', 'loaded', 1)"
        )
        for number, (party, mail) in enumerate(
            {"K-1": SECRETS[0], "K-2": SECRETS[0].upper(), "K-3": "other@example.com"}.items()
        ):
            connection.execute(
                "insert into raw.party (party_id, email, _source, _delivery, _record,"
                " _delivered_on, _run) values (?, ?, 'crm', 1, ?, '2026-01-01', 1)",
                [party, mail, number],
            )


def resolved(settings: Settings) -> list[Any]:
    with open_working(settings) as connection:
        many = settings.model_copy(
            update={"identity": settings.identity.model_copy(update={"max_parties_per_email": 9})}
        )
        resolve(connection, many, 1)
        return connection.execute("from identity.record order by all").fetchall()


def gate(settings: Settings) -> dg.AssetCheckEvaluation:
    """Carry out the check as a run does."""
    definitions = dg.Definitions(
        assets=[dg.AssetSpec(RECORD)],
        asset_checks=accuracy_checks(settings),
        jobs=[dg.define_asset_job("gate", dg.AssetSelection.checks_for_assets(RECORD))],
        resources={"project": Project(project=str(settings.project))},
    )
    ran = definitions.resolve_job_def("gate").execute_in_process(
        instance=dg.DagsterInstance.ephemeral(), raise_on_error=False
    )
    (found,) = ran.get_asset_check_evaluations()
    return found


def test_sufficient_accuracy_passes_with_its_figures_and_page(project: Settings) -> None:
    resolved(project)
    found = gate(project)
    assert found.passed
    figures = {name: entry.value for name, entry in found.metadata.items()}
    assert (figures["precision"], figures["recall"], figures["exact_rules_f1"]) == (1, 1, 1)
    weights = str(figures["match_weights"]).splitlines()
    assert "person 0 | prior | any two records | -15.61" in weights
    assert [line for line in weights if line.startswith("organisation 0 | organisation_name | ")]
    page = Path(str(figures["page"]))
    assert page.parent == project.warehouse
    told = page.read_text() + str(figures)
    assert "pairwise F1" in told
    assert not [secret for secret in SECRETS if secret in told]


def test_insufficient_accuracy_fails_as_an_error(project: Settings) -> None:
    (project.project / "data/truth/party.csv").write_text(TRUTH.replace("K-3,2", "K-3,1"))
    resolved(project)
    found = gate(project)
    assert not found.passed
    assert found.severity == dg.AssetCheckSeverity.ERROR
    assert found.description == "recall 0.33333 is below 0.6"


def test_labels_decide_nothing_that_is_built(project: Settings) -> None:
    code, before = code_hash(project), resolved(project)
    (project.project / "data/truth/party.csv").unlink()
    project.working.unlink()
    wanted = project.identity.model_copy(update={"labels": "x", "min_recall": 1.0})
    assert code_hash(project.model_copy(update={"identity": wanted})) == code
    deliver(project)
    assert resolved(project) == before


def test_only_the_gate_and_the_command_read_labels() -> None:
    """Neither landing, resolution, models nor publication know where labels lie."""
    allowed = {
        "settings.py",
        "identity/accuracy/judgement.py",
        "identity/accuracy/labels.py",
        "orchestration/accuracy.py",
    }
    named = {
        str(path.relative_to(ROOT / "pipelines"))
        for path in (ROOT / "pipelines").rglob("*.py")
        if re.search(r"\.labels\b|party\.csv", path.read_text(encoding="utf-8"))
        and path.relative_to(ROOT / "pipelines").parts[0] not in ("demo", "console")
    }
    assert named <= allowed
    sources = [path.read_text() for path in (ROOT / "sources").glob("*.yml")]
    models = [path.read_text() for path in (ROOT / "dbt_project").rglob("*.sql")]
    assert not [text for text in sources + models if "truth/" in text]


def test_the_command_shows_the_figures_and_fails_where_they_do_not_suffice(
    project: Settings,
) -> None:
    resolved(project)
    words = ["identity", "accuracy", "--project", str(project.project)]
    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0, shown.output
    assert re.search(r"pairwise recall +1\.00000 +1\.00000", shown.output)
    (project.project / "data/truth/party.csv").write_text(TRUTH.replace("K-3,2", "K-3,1"))
    missed = CliRunner().invoke(app, words)
    assert missed.exit_code == 1
    assert "recall 0.33333 is below 0.6" in missed.output
    assert not [secret for secret in SECRETS if secret in shown.output + missed.output]
