"""Starting a run: the command line goes through the same job as the schedule and the sensor."""

from __future__ import annotations

import contextlib
import logging
import os
import re
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from pipelines.console.pasted import pasted, results_page, showing_rows
from pipelines.console.request import Request
from pipelines.orchestration.jobs import EVERYTHING as JOB
from pipelines.settings import ROOT, Settings


@dataclass
class CheckFailure:
    """A check that did not pass."""

    asset: str
    name: str
    blocking: bool
    show: str


@dataclass
class Report:
    """What a run came to; ``errors`` are those of its steps, without values."""

    success: bool
    dagster_run_id: str
    interrupted: bool = False
    passed: int = 0
    failures: list[CheckFailure] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    published: int | None = None
    status: str = "unchanged"


def prepare_environment(settings: Settings) -> None:
    """Point Dagster at the project: its instance file is the code's, its storage the project's."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(ROOT)
    os.environ["CLIENTELE_DAGSTER_DIR"] = str(settings.dagster_home)
    os.environ["CLIENTELE_PROJECT"] = str(settings.project)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"


def run_config(settings: Settings, request: Request) -> dict[str, Any]:
    """Return Dagster's run config for what is asked."""
    ops: dict[str, Any] = {"dbt_build": {"config": {"full_refresh": request.full}}}
    for source, path in request.replay:
        ops.setdefault(f"land_{source}", {"config": {}})["config"].setdefault("replay", []).append(
            path
        )
    for source, path, reason in request.accept:
        config = ops.setdefault(f"land_{source}", {"config": {}})["config"]
        config.setdefault("accept", {})[path] = reason
    if request.asks_identity:
        said = [
            {"kind": kind, "left": str(left), "right": str(right), "reason": reason}
            for kind, left, right, reason in request.overrule
        ]
        ops["identity"] = {
            "config": {"overrule": said, "undo": request.undo, "train": request.train}
        }
    project: dict[str, Any] = {
        "project": str(settings.project),
        "force": request.full or request.asks_identity,
        "compare": request.compare,
        "wait": False,
    }
    if settings.as_of:
        project["as_of"] = settings.as_of.isoformat()
    return {
        "ops": ops,
        "resources": {"project": {"config": project}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def selection(definitions: dg.Definitions, only: str | None) -> list[dg.AssetKey] | None:
    """Return the assets to run: all, or without the landing of every source but one."""
    if only is None:
        return None
    job = definitions.resolve_job_def(JOB)
    keys = job.asset_layer.executable_asset_keys
    return [key for key in keys if key.path[0] != "landed" or key.path[1] == only]


def execute(settings: Settings, request: Request) -> Report:
    """Run the job in this process and say what it came to."""
    prepare_environment(settings)
    from pipelines.definitions import build

    definitions = build(settings)
    job = definitions.resolve_job_def(JOB)
    # Of a quiet run it warns, check by check, that what was skipped gave no result.
    logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
    # dbt's own lines would run into the progress; they stand in its log.
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        result = job.execute_in_process(
            instance=dg.DagsterInstance.get(),
            run_config=run_config(settings, request),
            asset_selection=selection(definitions, request.only),
            raise_on_error=False,
        )
    return _report(settings, definitions, result)


def _report(
    settings: Settings, definitions: dg.Definitions, result: dg.ExecuteInProcessResult
) -> Report:
    report = Report(result.success, result.run_id)
    graph = definitions.resolve_asset_graph()
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            _take_materialization(report, graph, event)
        elif event.event_type_value == "ASSET_CHECK_EVALUATION":
            _take_check(settings, report, event)
        elif event.event_type_value == "STEP_SUCCESS" and event.step_key:
            report.seconds[event.step_key] = event.step_success_data.duration_ms / 1000
        elif event.event_type_value == "STEP_FAILURE" and event.step_key:
            _take_failure(report, event)
        elif event.event_type_value == "PIPELINE_FAILURE":
            _take_end(report, event)
    return report


def _take_failure(report: Report, event: Any) -> None:
    failed = event.step_failure_data
    if failed.error_source and failed.error_source.name == "INTERRUPT":
        report.interrupted = True
    else:
        report.errors.append((event.step_key, _root_message(failed.error)))


def _take_end(report: Report, event: Any) -> None:
    if not (report.errors or report.interrupted):
        # Before the first step: the project could not be opened.
        report.errors.append(("run", _root_message(event.job_failure_data.error)))


def _root_message(error: Any) -> str:
    while error is not None and error.cause is not None:
        error = error.cause
    if error is None:
        return "failed"
    # Which class of Dagster's or ours raised it says nothing to whoever is to mend it.
    said = str(error.message).strip()
    return re.sub(r"^(dagster|pipelines)\.[\w.]+: ", "", said)


def _take_materialization(report: Report, graph: Any, event: Any) -> None:
    materialization = event.materialization
    key = materialization.asset_key
    metadata = {name: entry.value for name, entry in materialization.metadata.items()}
    layer = graph.get(key).group_name
    if "dagster/row_count" in metadata:
        report.rows.setdefault(layer, {})[key.path[-1]] = int(metadata["dagster/row_count"])
    if key.path == ["publication", "current"]:
        report.status = str(metadata["status"])
        report.published = int(metadata["version"]) or None


def _take_check(settings: Settings, report: Report, event: Any) -> None:
    check = event.asset_check_evaluation_data
    if check.passed:
        report.passed += 1
        return
    blocking = check.severity == dg.AssetCheckSeverity.ERROR
    report.failures.append(
        CheckFailure(
            asset="/".join(check.asset_key.path),
            name=check.check_name,
            blocking=blocking,
            show=_shown_by(settings, check),
        )
    )


def _shown_by(settings: Settings, check: Any) -> str:
    """Return the command that shows the rows behind a failed check."""
    if "show" in check.metadata:
        return pasted(settings, str(check.metadata["show"].value).removeprefix("clientele "))
    if check.asset_key.path[0] == "publication":
        return results_page(settings.target)
    return showing_rows(settings, check.check_name)
