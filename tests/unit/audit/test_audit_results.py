"""The verdict, the page and the asset checks that come of an audit's results."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from pipelines.audit.checks import check_results, check_specs
from pipelines.audit.page import page
from pipelines.audit.result import AuditResult, Check, Severity, Verdict
from pipelines.audit.suites import RULES

ASSET = dg.AssetKey(["publication", "candidate"])


def check(
    verdict: Verdict = "passed", severity: Severity = "critical", rule: str = "rows_kept"
) -> Check:
    return Check(
        rule=rule,
        schema_name="core",
        table_name="fct_order_line",
        column_name="customer_key",
        expectation="Keeps rows & <more>",
        observed="3 rows",
        bound="at least 4 rows",
        severity=severity,
        verdict=verdict,
        fault="the engine raised BinderException" if verdict == "error" else None,
    )


def result(*checks: Check) -> AuditResult:
    return AuditResult(
        version=7, as_of=date(2026, 3, 1), previous_version=6, seconds=1.2, checks=checks
    )


@pytest.mark.parametrize(
    ("verdict", "severity", "may_be_published"),
    [
        ("passed", "critical", True),
        ("failed", "warning", True),
        ("failed", "critical", False),
        ("error", "critical", False),
        ("error", "warning", False),
    ],
)
def test_critical_failures_and_engine_faults_keep_a_version_back(
    verdict: Verdict, severity: Severity, may_be_published: bool
) -> None:
    assert result(check(), check(verdict, severity)).passed is may_be_published


def test_audit_that_judged_nothing_is_no_pass() -> None:
    assert not result().passed


def test_result_is_read_back_as_written(tmp_path: Path) -> None:
    assert AuditResult.of(tmp_path) is None
    written = result(check("error"), check())
    written.write(tmp_path / "results.json")
    assert AuditResult.of(tmp_path) == written


def test_page_loads_nothing_and_escapes_text() -> None:
    text = page(result(check(), check("failed")), "a<b")
    assert not re.search(r"https?:|<script|<link|<img|url\(|@import", text)
    assert "Keeps rows &amp; &lt;more&gt;" in text
    assert "a&lt;b" in text
    assert "Kept back" in text
    assert text.count("<caption>") == 2
    assert 'scope="col"' in text
    assert 'scope="row"' in text


def test_page_of_a_pass_needs_no_attention() -> None:
    text = page(result(check()), "f")
    assert "May be published" in text
    assert "<p>Nothing.</p>" in text


def test_every_rule_is_a_blocking_check_of_the_asset() -> None:
    specs = check_specs(ASSET)
    assert [spec.name for spec in specs] == list(RULES)
    assert all(spec.blocking and spec.asset_key == ASSET and spec.description for spec in specs)


def found(*checks: Check) -> dict[str, dg.AssetCheckResult]:
    return {one.check_name or "": one for one in check_results(ASSET, result(*checks))}


def test_every_check_gets_a_result_and_passes_where_nothing_failed() -> None:
    results = found(check())
    assert set(results) == set(RULES)
    assert all(one.passed for one in results.values())


@pytest.mark.parametrize(
    ("verdict", "severity", "expected"),
    [
        ("failed", "critical", dg.AssetCheckSeverity.ERROR),
        ("failed", "warning", dg.AssetCheckSeverity.WARN),
        ("error", "warning", dg.AssetCheckSeverity.ERROR),
    ],
)
def test_severity_decides_whether_the_run_stops(
    verdict: Verdict, severity: Severity, expected: dg.AssetCheckSeverity
) -> None:
    results = found(check(), check(verdict, severity))
    failed = results["rows_kept"]
    assert not failed.passed
    assert failed.severity == expected
    assert results["drift"].passed


def test_metadata_counts_the_failures_of_the_rule() -> None:
    failed = found(check(), check("failed"), check("failed", "warning"), check("error"))
    metadata = failed["rows_kept"].metadata
    counts = ("expectations", "failed_critical", "failed_warning", "not_carried_out")
    assert [metadata[name].value for name in counts] == [4, 1, 1, 1]
    lines = str(metadata["failures"].value).splitlines()
    assert len(lines) == 3
    assert "`core.fct_order_line.customer_key`" in lines[0]
    assert "3 rows; bound: at least 4 rows" in lines[0]
    assert "BinderException" in lines[2]
