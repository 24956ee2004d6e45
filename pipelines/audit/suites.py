"""The suites: every rule, held against every table that a threshold names for it."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.audit import distribution, freshness, volume
from pipelines.audit.expected import Audited, Expected, Rule
from pipelines.audit.profile import Profile
from pipelines.audit.result import Check
from pipelines.audit.thresholds import Threshold, for_tables

RULES: dict[str, Rule] = volume.RULES | freshness.RULES | distribution.RULES

# Not a rule of its own: from how many rows on the others compare a table with the version before.
COMPARED_FROM = "rows_compared"


def plan(
    candidate: Profile, previous: Profile | None, thresholds: Sequence[Threshold]
) -> tuple[list[Expected], list[Check]]:
    """Return the expectations of a candidate, and an error for each that cannot be stated.

    Raises:
        KeyError: if a threshold names a rule that does not exist.

    """
    compared_from = max(one.value for one in thresholds if one.rule_code == COMPARED_FROM)
    audited = Audited(candidate, previous, compared_from)
    rules = [one for one in thresholds if one.rule_code != COMPARED_FROM]
    expected: list[Expected] = []
    faults: list[Check] = []
    for threshold, table in for_tables(rules, candidate.tables):
        fault = _fault(candidate, threshold, table)
        if fault is None:
            expected.extend(RULES[threshold.rule_code](threshold, table, audited))
        else:
            faults.append(fault)
    return expected, faults


def _fault(candidate: Profile, threshold: Threshold, table: str) -> Check | None:
    """Return what is wrong with a threshold: the model or column that it watched is gone."""
    needed = [None, threshold.column_name, threshold.among_column]
    missing = [name for name in needed if not candidate.has(table, name)]
    if not missing:
        return None
    name = ".".join(part for part in (table, missing[0]) if part)
    schema, short = table.split(".", 1)
    return Check(
        rule=threshold.rule_code,
        schema_name=schema,
        table_name=short,
        column_name=threshold.column_name,
        expectation=threshold.description,
        observed="",
        bound="",
        severity=threshold.severity_code,
        verdict="error",
        fault=f"{name} is not published, but threshold_audit.csv has a bound for it",
    )
