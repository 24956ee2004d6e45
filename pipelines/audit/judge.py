"""The judgement: the planned expectations, a suite a batch, carried out by Great Expectations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pipelines.audit.engine import open_file, validate
from pipelines.audit.expected import Expected
from pipelines.audit.result import Check, Verdict


def judge(path: Path, expected: Sequence[Expected]) -> list[Check]:
    """Return the verdict on each expectation, by batch."""
    source = open_file(path)
    checks: list[Check] = []
    ordered = sorted(expected, key=lambda one: (one.batch.table, one.batch.where or ""))
    for number, (batch, members) in enumerate(groupby(ordered, key=lambda one: one.batch)):
        asked = list(members)
        expectations = [(one.kind, one.arguments, one.threshold.severity_code) for one in asked]
        results = validate(source, f"batch_{number}", batch.query, expectations)
        checks.extend(_check(one, result) for one, result in zip(asked, results, strict=True))
    return checks


def _check(member: Expected, result: Any) -> Check:
    fault = _fault(result.exception_info)
    verdict: Verdict = "error" if fault else "passed" if result.success else "failed"
    schema, table = member.batch.table.split(".", 1)
    return Check(
        rule=member.threshold.rule_code,
        schema_name=schema,
        table_name=table,
        column_name=member.threshold.column_name,
        expectation=member.words,
        observed="" if fault else member.observe(result.result),
        bound=member.bound,
        severity=member.threshold.severity_code,
        verdict=verdict,
        fault=fault,
    )


def _fault(info: Mapping[str, Any]) -> str | None:
    """Return what kept the engine from an answer, if anything did.

    The engine answers ``success=False`` then, which would look like a fault of the data. Its
    message may hold values, so that only the name of the exception is passed on.
    """
    # One exception's fields, or such fields for each metric that raised one.
    fields = info.values() if "raised_exception" not in info else [info]
    for field in fields:
        if field["raised_exception"]:
            names = re.findall(r"\b(\w+(?:Error|Exception))\b", str(field["exception_traceback"]))
            return f"the engine raised {names[-1] if names else 'an exception'}"
    return None
