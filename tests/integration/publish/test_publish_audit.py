"""The audit with the real engine on real files: what it lets pass, what it finds, what it keeps."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import psutil
import pytest
from warehouse_sample import AS_OF, CANARY, build, publish, write_working

from pipelines.audit import AuditError, Auditor, AuditResult, audit
from pipelines.audit.command import main
from pipelines.audit.thresholds import THRESHOLDS
from pipelines.publish import Candidate, switch
from pipelines.settings import ROOT, Settings

HEAD = "rule_code,table_name,column_name,among_column,value,unit,severity_code,description\n"
COMPARED = "rows_compared,*,,,100,rows,critical,Small tables are not compared\n"

# Each fault with what the audit must say of it: rule, table, severity.
SPOILED = {
    "delete from core.fct_lead where lead_key >= 899": [("rows_kept", "fct_lead", "critical")],
    "delete from core.fct_survey_answer": [
        ("rows_kept", "fct_survey_answer", "critical"),
        ("rows_present", "fct_survey_answer", "critical"),
    ],
    "insert into core.fct_campaign_cost select f.* from core.fct_campaign_cost f, range(5)": [
        ("rows_grown", "fct_campaign_cost", "warning")
    ],
    "update core.fct_complaint set received_date = date '2026-04-01' where complaint_key = 3": [
        ("event_not_future", "fct_complaint", "critical")
    ],
    "update core.fct_service_request set opened_date = date '2026-02-27'": [
        ("event_recent", "fct_service_request", "warning")
    ],
    "update core.fct_interaction set interaction_date = null": [
        ("event_not_future", "fct_interaction", "critical"),
        ("event_recent", "fct_interaction", "warning"),
    ],
    "update core.fct_order_line set customer_key = -1 where order_line_key % 3 = 0": [
        ("unknown_rise", "fct_order_line", "critical"),
        ("unknown_share", "fct_order_line", "warning"),
    ],
    "update core.fct_opportunity set expected_company_amount = null where opportunity_key < 20": [
        ("null_share", "fct_opportunity", "warning")
    ],
    "update core.dim_customer set email = null where customer_key % 5 = 0": [
        ("null_rise", "dim_customer", "warning")
    ],
    "update segmentation.segment_rfm set segment_code = 'not_scored', recency_score = 1 "
    "where customer_key < 398": [
        ("drift", "segment_rfm", "warning"),
        ("not_scored_rise", "segment_rfm", "warning"),
        ("not_scored_share", "segment_rfm", "warning"),
        ("score_mean_from", "segment_rfm", "warning"),
    ],
    "update segmentation.segment_rfm set monetary_score = 5 where monetary_score is not null": [
        ("score_mean_to", "segment_rfm", "warning")
    ],
    "update lifecycle.customer_lifecycle set stage_code = 'termination'": [
        ("drift", "customer_lifecycle", "warning")
    ],
    "delete from segmentation.customer_segment where customer_key = 7": [
        ("segments_complete", "customer_segment", "critical")
    ],
    "update ledger.delivery set delivered_on = date '2026-01-30' where source = 'crm'": [
        ("delivery_recent", "delivery", "warning")
    ],
}


def failures(result: AuditResult) -> list[tuple[str, str, str]]:
    failed = [check for check in result.checks if check.verdict == "failed"]
    return sorted((check.rule, check.table_name, check.severity) for check in failed)


def audit_here(
    settings: Settings, candidate: Candidate, thresholds: Path = THRESHOLDS
) -> AuditResult:
    """Audit in this process, which loads the engine once for all tests of this file."""
    arguments = [str(candidate.personal_file), "--out", str(candidate.folder / "results.json")]
    arguments += ["--thresholds", str(thresholds)]
    previous = settings.current / "clientele_personal.duckdb"
    if previous.exists():
        arguments += ["--previous", str(previous)]
    status = main(arguments)
    result = AuditResult.of(candidate.folder)
    assert result is not None
    assert status == (0 if result.passed else 1)
    return result


def thresholds_file(folder: Path, *lines: str) -> Path:
    path = folder / "thresholds.csv"
    path.write_text(HEAD + COMPARED + "\n".join(lines) + "\n")
    return path


def test_sound_versions_pass_and_are_published_with_results_and_page(project: Settings) -> None:
    auditor = Auditor()
    first = audit(project, build(project), auditor=auditor)
    auditor.stop()
    assert first.passed
    assert (first.version, first.previous_version) == (1, None)
    waiting = Candidate.waiting(project)
    assert waiting is not None
    assert switch(project, waiting) == 1
    candidate = build(project)
    second = audit(project, candidate)
    assert failures(second) == []
    assert second.previous_version == 1
    compared = {check.rule for check in second.checks} - {check.rule for check in first.checks}
    assert compared == {
        "day_advanced", "rows_kept", "rows_grown", "unknown_rise", "null_rise", "not_scored_rise",
        "drift",
    }  # fmt: skip
    switch(project, candidate)
    page = (project.current / "results.html").read_text()
    assert "Audit of version 2" in page
    assert audit(project, build(project), compare=False).previous_version is None


def test_each_fault_is_found_and_nothing_else(project: Settings) -> None:
    publish(project)
    write_working(project, {fault: fault for fault in SPOILED})
    candidate = build(project)
    result = audit_here(project, candidate)
    expected = sorted(found for group in SPOILED.values() for found in group)
    assert failures(result) == expected
    assert [check for check in result.checks if check.verdict == "error"] == []
    assert not result.passed
    assert CANARY not in (candidate.folder / "results.json").read_text()


def test_warnings_alone_do_not_keep_a_version_back(project: Settings) -> None:
    publish(project)
    warned = [fault for fault, found in SPOILED.items() if found[0][2] == found[-1][2] == "warning"]
    write_working(project, {fault: fault for fault in warned})
    result = audit_here(project, build(project))
    assert {severity for _, _, severity in failures(result)} == {"warning"}
    assert result.passed


def test_a_day_far_ahead_of_the_version_before_is_kept_back(project: Settings) -> None:
    publish(project, as_of=AS_OF - timedelta(101))
    found = failures(audit_here(project, build(project)))
    assert found == [("day_advanced", "publication", "critical")]


def test_few_rows_are_not_compared(project: Settings) -> None:
    write_working(project, {"": "delete from core.fct_lead where lead_key not between 150 and 240"})
    publish(project)
    write_working(project, {"": "delete from core.fct_lead where lead_key <> 181"})
    assert failures(audit_here(project, build(project))) == []


def test_first_version_may_lack_what_was_not_delivered_only(project: Settings) -> None:
    write_working(project, {"": "delete from core.fct_order_line; delete from core.fct_lead"})
    result = audit_here(project, build(project))
    assert failures(result) == [("rows_present", "fct_order_line", "critical")]


def test_counts_of_meta_are_held_against_the_tables(project: Settings) -> None:
    candidate = build(project)
    candidate.personal_file.chmod(0o644)
    with duckdb.connect(str(candidate.personal_file)) as connection:
        connection.execute("delete from core.fct_lead where lead_key = 1")
    assert failures(audit_here(project, candidate)) == [("rows_counted", "fct_lead", "critical")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("null_share,core.fct_gone,a,,0.1,share,warning,x", "core.fct_gone is not published"),
        ("null_share,core.fct_lead,gone,,0.1,share,warning,x", "core.fct_lead.gone is not publ"),
        ("null_share,core.fct_lead,amount,gone,0.1,share,warning,x", "core.fct_lead.gone is not"),
        ("event_recent,core.dim_customer,email,,9,days,warning,x", "the engine raised "),
    ],
    ids=["table gone", "column gone", "other column gone", "engine fault"],
)
def test_what_cannot_be_judged_is_an_error_and_keeps_the_version_back(
    line: str, fault: str, project: Settings, tmp_path: Path
) -> None:
    result = audit_here(project, build(project), thresholds_file(tmp_path, line))
    (check,) = result.checks
    assert check.verdict == "error"
    assert check.severity == "warning"
    assert check.fault is not None
    assert check.fault.startswith(fault)
    assert CANARY not in check.model_dump_json()
    assert not result.passed


def test_audit_without_a_result_says_how_to_see_why(project: Settings) -> None:
    candidate = build(project)
    candidate.personal_file.unlink()
    with pytest.raises(AuditError, match=r"-m pipelines\.audit "):
        audit(project, candidate)


def test_an_auditor_does_not_outlive_a_run_that_was_killed() -> None:
    """It waits for a line from the run, and the kernel closes the pipe of whoever is killed."""
    script = (
        "import os; from pipelines.audit import Auditor; "
        "print(Auditor()._process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    left = [one for one in psutil.process_iter() if one.pid == int(killed.stdout)]
    _, alive = psutil.wait_procs(left, timeout=60)
    for process in alive:
        process.kill()
    assert not alive
