"""What an audit found: one check a row, as numbers; it is kept beside the version that it judged.

Belongs here: rules, tables, columns, counts and shares. Does not belong here: any value of a
column, since the page and Dagster's metadata show all of this.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

RESULTS = "results.json"

Severity = Literal["critical", "warning"]
Verdict = Literal["passed", "failed", "error"]


class Check(BaseModel):
    """One expectation and its verdict."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    schema_name: str
    table_name: str
    column_name: str | None
    expectation: str
    observed: str
    bound: str
    severity: Severity
    verdict: Verdict
    fault: str | None = None

    @property
    def blocks(self) -> bool:
        """Whether the version must not be published because of this check.

        A check that the engine could not carry out blocks whatever its severity: nobody knows.
        """
        return self.verdict == "error" or (self.verdict == "failed" and self.severity == "critical")


class AuditResult(BaseModel):
    """The verdict on one candidate."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    as_of: date
    previous_version: int | None
    seconds: float
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether the candidate may be published; warnings do not keep it back."""
        return bool(self.checks) and not any(check.blocks for check in self.checks)

    def count(self) -> dict[str, int]:
        """Return how many checks passed, failed as critical, failed as warning, could not run."""
        found: Counter[str] = Counter(
            check.severity if check.verdict == "failed" else check.verdict for check in self.checks
        )
        return {name: found[name] for name in ("passed", "critical", "warning", "error")}

    def summary(self) -> str:
        """Return the counts as a sentence."""
        count = self.count()
        return (
            f"{len(self.checks)} checks: {count['passed']} passed, {count['critical']} critical "
            f"and {count['warning']} warnings failed, {count['error']} could not be carried out"
        )

    def write(self, path: Path) -> None:
        """Write the result as JSON."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")

    @classmethod
    def of(cls, folder: Path) -> AuditResult | None:
        """Return the result that lies in the folder of a candidate or version, if there is one."""
        path = folder / RESULTS
        if not path.exists():
            return None
        return cls.model_validate_json(path.read_text(encoding="utf-8"))
