"""The audit: Great Expectations on the candidate, before readers get it.

Belongs here: volume, freshness and distribution of what is published. Does not belong here: shape,
types and code lists (``schemas``), keys, relations and arithmetic (dbt's tests), or a bound: those
are in the seed ``threshold_audit.csv``.
"""

from pipelines.audit.process import AuditError, Auditor, audit
from pipelines.audit.result import AuditResult, Check

__all__ = ["AuditError", "AuditResult", "Auditor", "Check", "audit"]
