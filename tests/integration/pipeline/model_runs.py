"""Runs up to the models, for tests that compare what models hold and publish nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import dagster as dg
from conftest import Project

from pipelines.console.execution import JOB, prepare_environment, run_config
from pipelines.console.request import Request
from pipelines.definitions import build as definitions_of
from pipelines.publish import content_hashes
from pipelines.settings import Settings

LAYERS = ("core", "marts", "segmentation", "lifecycle")


def build(
    project: Project,
    as_of: date | None = None,
    *,
    checked: bool = True,
    request: Request | None = None,
    only: Sequence[str] = (),
) -> set[str]:
    """Run the job up to the models, or ``only`` one; return the names of the checks carried out.

    Nothing is published; without ``checked``, dbt's tests are left out.
    """
    with project.in_place() as settings:
        settings = settings.model_copy(update={"as_of": as_of})
        prepare_environment(settings)
        definitions = definitions_of(settings)
        graph = definitions.resolve_asset_graph()
        wanted = dg.AssetSelection.all() - dg.AssetSelection.groups("publication")
        if only:
            wanted = dg.AssetSelection.assets(dg.AssetKey(only))
        keys = wanted.resolve(graph)
        checks = {
            check
            for check in graph.asset_check_keys
            if check.asset_key in keys and (checked or check.asset_key.path[0] == "landed")
        }
        job = definitions.resolve_job_def(JOB)
        result = job.get_subset(
            asset_selection=keys, asset_check_selection=checks
        ).execute_in_process(
            instance=dg.DagsterInstance.get(),
            run_config=run_config(settings, request or Request()),
            raise_on_error=False,
        )
    assert result.success, [event.message for event in result.get_step_failure_events()]
    return {check.check_name for check in result.get_asset_check_evaluations()}


def hashes(settings: Settings) -> dict[str, str]:
    """Return the content hashes of all models."""
    return content_hashes(settings.working, LAYERS)
