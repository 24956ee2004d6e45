"""The gate of accuracy: a blocking check of identity, in projects that name labels."""

from __future__ import annotations

from typing import Any

import dagster as dg

from pipelines.identity.accuracy import Judgement, judge
from pipelines.identity.accuracy.page import HEADS, PAGE, page
from pipelines.identity.accuracy.wording import rows
from pipelines.identity.scoring import model
from pipelines.orchestration.progress import report
from pipelines.orchestration.project import Project
from pipelines.orchestration.weights import match_weights
from pipelines.settings import Settings

RECORD = dg.AssetKey(["identity", "record"])
SUFFICIENT = "accuracy_is_sufficient"


def accuracy_checks(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """Return the check, before which nothing is built; none where no labels are named."""
    if settings.labels is None:
        return []

    @dg.asset_check(
        asset=RECORD,
        name=SUFFICIENT,
        blocking=True,
        description="Precision and recall over labelled records reach what the project demands.",
    )
    def accuracy_is_sufficient(project: Project) -> dg.AssetCheckResult:
        with project.building() as connection:
            judgement = judge(connection, project.settings)
            models = [model.active(connection, name) for name in model.NAMES]
        if judgement is None:
            raise dg.Failure("the project no longer names labels")
        path = project.target.warehouse / PAGE
        shown = page(judgement, {one.name: one.settings for one in models})
        path.write_text(shown, encoding="utf-8")
        score = judgement.ours.pairs.score
        report("identity", f"precision {score.precision:.4f}, recall {score.recall:.4f}")
        return dg.AssetCheckResult(
            passed=judgement.is_sufficient,
            severity=dg.AssetCheckSeverity.ERROR,
            description="; ".join(judgement.faults) or None,
            metadata=metadata(judgement)
            | {"match_weights": match_weights(models), "page": dg.MetadataValue.path(path)},
        )

    return [accuracy_is_sufficient]


def metadata(judgement: Judgement) -> dict[str, Any]:
    """Return the figures, ours and those of the exact rules alone; no value of any record."""
    ours, exact = judgement.ours.pairs.score, judgement.exact.pairs.score
    lines = [" | ".join(HEADS), "---|---:|---:", *(" | ".join(row) for row in rows(judgement))]
    return {
        "labelled": judgement.labelled,
        "compared": judgement.compared,
        "precision": ours.precision,
        "recall": ours.recall,
        "f1": ours.f1,
        "exact_rules_precision": exact.precision,
        "exact_rules_recall": exact.recall,
        "exact_rules_f1": exact.f1,
        "figures": dg.MetadataValue.md("\n".join(lines)),
        "show": "clientele identity accuracy",
    }
