"""The asset of identity: which records are the same party."""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg

from pipelines.identity import resolve
from pipelines.orchestration.fingerprint import fingerprint
from pipelines.orchestration.progress import report
from pipelines.orchestration.project import Project

TABLES = {
    "record": "Every party record of every source with the key of the customer that it belongs to.",
    "pair": "Pairs of records that a rule joins.",
    "event": "The merge ledger: new, merged, split and retired customer keys, by run.",
    "redirect": "Retired customer keys and the keys that stand for them now.",
}


@dg.multi_asset(
    name="identity",
    specs=[
        dg.AssetSpec(
            ["identity", name],
            group_name="identity",
            deps=[dg.AssetKey(["raw", "party"])],
            description=description,
            kinds={"duckdb", "scipy"},
        )
        for name, description in TABLES.items()
    ],
)
def identity(
    context: dg.AssetExecutionContext, project: Project
) -> Iterator[dg.MaterializeResult[None]]:
    """Resolve identity over all active deliveries up to the as-of date."""
    with project.building() as connection:
        as_of = fingerprint(connection, project.settings).as_of
        summary = resolve(connection, project.target, project.run_id, as_of)
    report("identity", f"{summary.records} records are {summary.customers} customers")
    context.log.info(f"{summary.records} records are {summary.customers} customers")
    for name in TABLES:
        yield dg.MaterializeResult(asset_key=["identity", name], metadata=asdict(summary))
