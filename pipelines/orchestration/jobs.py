"""The one job, its daily schedule and the sensor that starts it when something was delivered.

Belongs here: when things run. Does not belong here: what an asset does.
"""

from __future__ import annotations

import hashlib

import dagster as dg

from pipelines.landing.detection import find
from pipelines.landing.source import load_sources
from pipelines.settings import Settings

EVERYTHING = "everything"

everything = dg.define_asset_job(
    EVERYTHING,
    selection=dg.AssetSelection.all(),
    description="Land what is new and, if it changes anything, build, audit and publish a version.",
)


def daily_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Run every morning at five, company time, so that late deliveries and the calendar count."""
    return dg.ScheduleDefinition(
        name="daily",
        job=everything,
        cron_schedule="0 5 * * *",
        execution_timezone=settings.company.zone,
        description="Every morning at five, company time.",
    )


def listing_key(settings: Settings) -> str | None:
    """Return a hash of path, size and time of every delivery that lies there; none without any."""
    found = [
        (one.path, one.bytes, one.modified_ns)
        for source in load_sources(settings).values()
        for one in find(settings, source)
    ]
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest() if found else None


def delivery_sensor(settings: Settings) -> dg.SensorDefinition:
    """Start a run when the deliveries that lie there are not those of the last evaluation.

    It reads names, sizes and times only, so it neither opens the warehouse nor waits for a run.
    """

    @dg.sensor(
        name="new_deliveries",
        job=everything,
        minimum_interval_seconds=30,
        description="Starts a run when data/raw holds something new.",
    )
    def new_deliveries(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        key = listing_key(settings)
        if key is None:
            return dg.SkipReason(f"no delivery lies in {settings.raw}")
        if key == context.cursor:
            return dg.SkipReason("nothing new was delivered")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)], cursor=key)

    return new_deliveries
