"""The Dagster code location: it assembles what the stages declare, and does nothing else."""

from __future__ import annotations

from typing import Any

import dagster as dg

from pipelines import settings as settings_module
from pipelines.orchestration.accuracy import accuracy_checks
from pipelines.orchestration.dbt import dbt_resource, warehouse_assets
from pipelines.orchestration.identity import identity
from pipelines.orchestration.jobs import daily_schedule, delivery_sensor, everything
from pipelines.orchestration.landing import landing_assets, load_sources
from pipelines.orchestration.project import Project
from pipelines.orchestration.publication import audit_checks, candidate_asset, current
from pipelines.settings import Settings


def build(settings: Settings, **resources: Any) -> dg.Definitions:
    """Assemble the definitions of a project; ``resources`` replace those of the same name."""
    warehouse = warehouse_assets(settings)
    return dg.Definitions(
        assets=[
            *landing_assets(load_sources(settings)),
            identity,
            warehouse,
            candidate_asset(sorted(warehouse.keys)),
            current,
        ],
        asset_checks=[*accuracy_checks(settings), audit_checks],
        jobs=[everything],
        schedules=[daily_schedule(settings)],
        sensors=[delivery_sensor(settings)],
        executor=dg.in_process_executor,
        resources={
            "project": Project(project=str(settings.project)),
            "dbt": dbt_resource(settings),
        }
        | resources,
    )


@dg.definitions
def clientele() -> dg.Definitions:
    """Assemble the definitions of the project that ``CLIENTELE_PROJECT`` names, or of this one."""
    return build(settings_module.load())
