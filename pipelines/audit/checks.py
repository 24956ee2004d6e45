"""The audit as Dagster asset checks: one check a rule, whatever number of tables it looks at.

Belongs here: the translation. Does not belong here: running the audit, or deciding what is critical
(a threshold's severity).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.audit.result import AuditResult, Check
from pipelines.audit.suites import RULES


def check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """Return a spec for each rule.

    All of them block, since a rule may have critical and other bounds, and an expectation that
    could not be carried out is no pass: what stops a run is a result of severity ERROR.
    """
    return [
        dg.AssetCheckSpec(name=rule, asset=asset, description=_summary(rule), blocking=True)
        for rule in RULES
    ]


def check_results(asset: dg.AssetKey, result: AuditResult) -> Iterator[dg.AssetCheckResult]:
    """Yield the result of each rule, with names and counts only."""
    for rule in RULES:
        checks = [check for check in result.checks if check.rule == rule]
        failed = [check for check in checks if check.verdict != "passed"]
        blocks = any(check.blocks for check in failed)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=rule,
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
            description=None if failed else f"{len(checks)} passed",
            metadata={
                "rule": rule,
                "expectations": len(checks),
                "failed_critical": _count(failed, "failed", "critical"),
                "failed_warning": _count(failed, "failed", "warning"),
                "not_carried_out": sum(check.verdict == "error" for check in failed),
                "failures": dg.MetadataValue.md("\n".join(map(_line, failed)) or "none"),
            },
        )


def _summary(rule: str) -> str:
    return (RULES[rule].__doc__ or "").strip().splitlines()[0]


def _count(checks: list[Check], verdict: str, severity: str) -> int:
    return sum(check.verdict == verdict and check.severity == severity for check in checks)


def _line(check: Check) -> str:
    place = ".".join(
        part for part in (check.schema_name, check.table_name, check.column_name) if part
    )
    found = check.fault or f"{check.observed}; bound: {check.bound}"
    return f"- {check.severity}: `{place}` {check.expectation}: {found}"
