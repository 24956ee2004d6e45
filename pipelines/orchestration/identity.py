"""The asset of identity: which records are the same party."""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg
from pydantic import Field

from pipelines.identity import overrules
from pipelines.identity.resolution import resolve
from pipelines.identity.scoring import model
from pipelines.orchestration.fingerprint import fingerprint
from pipelines.orchestration.progress import report
from pipelines.orchestration.project import Project
from pipelines.orchestration.weights import match_weights

TABLES = {
    "record": "Every party record of every source with the key of the customer that it belongs to.",
    "contact": "Contact persons: who is one human, and which customer that human is besides.",
    "feature": "What records are compared by: names, addresses, numbers in normalised form.",
    "pair": "Pairs of records that a rule joins.",
    "scored_pair": "Pairs that a scoring model finds likely to be one, and what weighs for it.",
    "model": "Trained versions of the scoring models; without one the packaged model holds.",
    "event": "The merge ledger: new, merged, split and retired customer keys, by run.",
    "overrule": "What stewards said of two records: merge or split, why, and whether it holds.",
    "redirect": "Retired customer keys and the keys that stand for them now.",
}


class IdentityConfig(dg.Config):
    """``overrule`` is what a steward says of two records; ``undo`` numbers words to take back.

    ``train`` asks for new versions of the scoring models, learnt from the records that there are.

    Records go by their keys, since Dagster keeps what a run was asked.
    """

    overrule: list[dict[str, str]] = Field(default_factory=list)
    undo: list[int] = Field(default_factory=list)
    train: bool = False

    def request(self) -> overrules.Request:
        """Return what is asked.

        Raises:
            OverruleError: if something else than a merge or a split is said.

        """
        said = (
            overrules.Said(
                overrules.kind(one["kind"]), int(one["left"]), int(one["right"]), one["reason"]
            )
            for one in self.overrule
        )
        return overrules.Request(tuple(said), tuple(self.undo), self.train)


@dg.multi_asset(
    name="identity",
    specs=[
        dg.AssetSpec(
            ["identity", name],
            group_name="identity",
            deps=[dg.AssetKey(["raw", entity]) for entity in ("party", "contact_person")],
            description=description,
            kinds={"duckdb", "scipy"},
        )
        for name, description in TABLES.items()
    ],
)
def identity(
    context: dg.AssetExecutionContext, config: IdentityConfig, project: Project
) -> Iterator[dg.MaterializeResult[None]]:
    """Resolve identity over all active deliveries up to the as-of date."""
    if "dbt_build" in context.job_def.graph.node_dict:
        project.prepare_dbt()
    with project.building() as connection:
        as_of = fingerprint(connection, project.settings).as_of
        summary = resolve(connection, project.target, project.run_id, as_of, config.request())
        weights = match_weights(model.active(connection, name) for name in model.NAMES)
    report("identity", f"{summary.records} records are {summary.customers} customers")
    context.log.info(f"{summary.records} records are {summary.customers} customers")
    for name in TABLES:
        metadata = asdict(summary) | ({"match_weights": weights} if name == "model" else {})
        yield dg.MaterializeResult(asset_key=["identity", name], metadata=metadata)
