"""Assets of landing: one step a source, then ``raw``, which opens the way only to something new."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb
from pydantic import Field

from pipelines.landing import replay, run
from pipelines.landing.detection import find, unseen
from pipelines.landing.intake import open_intake
from pipelines.landing.land import Outcome
from pipelines.landing.run import land_source
from pipelines.landing.source import Source, load_sources
from pipelines.orchestration import contract_check
from pipelines.orchestration.columns import column_schema
from pipelines.orchestration.fingerprint import fingerprint
from pipelines.orchestration.progress import expect, report
from pipelines.orchestration.project import Project
from pipelines.publish import kept_back, published
from pipelines.settings import Settings
from schemas import CONTRACTS

LOG_SECONDS = 1.0


class LandingConfig(dg.Config):
    """What an engineer asks of a source by name, beside landing what is new."""

    replay: list[str] = Field(default_factory=list)
    accept: dict[str, str] = Field(default_factory=dict)


def entities_of(source: Source) -> list[str]:
    """Return the contracts that a source feeds, each once."""
    return list(dict.fromkeys(name for feed in source.feeds.values() for name in feed.entities))


def delivery_spec(source: Source) -> dg.AssetSpec:
    """Declare where a source's deliveries lie: the beginning of every lineage."""
    return dg.AssetSpec(
        ["deliveries", source.source],
        group_name="deliveries",
        description=source.description,
        metadata={"files": [feed.files for feed in source.feeds.values()]},
        kinds={feed.reader for feed in source.feeds.values()},
    )


def landed_assets(source: Source) -> dg.AssetsDefinition:
    """Build the step that lands a source."""
    entities = entities_of(source)
    name = source.source

    @dg.multi_asset(
        name=f"land_{name}",
        specs=[
            dg.AssetSpec(
                ["landed", name, entity],
                group_name="landing",
                deps=[dg.AssetKey(["deliveries", name])],
                description=f"Records of {entity} that {name} delivered, held to the contract.",
                metadata={"dagster/column_schema": column_schema(CONTRACTS[entity])},
                kinds={"pandera", "duckdb"},
            )
            for entity in entities
        ],
        check_specs=contract_check.contract_specs(name, entities),
    )
    def land(
        context: dg.AssetExecutionContext, config: LandingConfig, project: Project
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with project.landing() as connection:
            outcomes = []
            waiting = len(unseen(connection, find(project.settings, source)))
            expect("landing", waiting + len(config.replay))
            with logged(context) as log:
                for outcome in _outcomes(connection, project, source, config):
                    log(_line(outcome))
                    report("landing", _line(outcome))
                    outcomes.append(outcome)
            statuses = Counter(outcome.status for outcome in outcomes)
            for entity in entities:
                yield dg.MaterializeResult(
                    asset_key=["landed", name, entity],
                    metadata=_metadata(outcomes, entity) | {"deliveries": dict(statuses)},
                )
            for entity in entities:
                yield contract_check.contract_result(connection, name, entity)
                yield contract_check.conservation_result(connection, name, entity)
            yield contract_check.rejection_result(connection, name, entities[0])

    return land


@contextmanager
def logged(context: dg.AssetExecutionContext) -> Iterator[Callable[[str], None]]:
    """Write lines into the run's log, those of a second as one event."""
    lines: list[str] = []
    begun = time.monotonic()

    def write() -> None:
        if lines:
            context.log.info("\n".join(lines))
            lines.clear()

    def log(line: str) -> None:
        nonlocal begun
        lines.append(line)
        if time.monotonic() - begun >= LOG_SECONDS:
            write()
            begun = time.monotonic()

    try:
        yield log
    finally:
        write()


def _outcomes(
    connection: duckdb.DuckDBPyConnection, project: Project, source: Source, config: LandingConfig
) -> Iterator[Outcome]:
    settings, run_id = project.settings, project.run_id
    if config.replay:
        with open_intake(settings) as intake:
            for path in config.replay:
                sources = {source.source: source}
                yield from replay.replay(connection, settings, sources, path, run_id, intake=intake)
    for path, reason in config.accept.items():
        replay.accept(connection, source.source, path, reason, run_id)
    yield from land_source(connection, settings, source, run_id)


def _line(outcome: Outcome) -> str:
    counts = ", ".join(
        f"{entity} {one.loaded} loaded {one.quarantined} quarantined"
        for entity, one in outcome.counts.items()
    )
    reason = f" ({outcome.rule}: {outcome.detail})" if outcome.rule else ""
    unknown = f"; unknown columns: {', '.join(outcome.unknown_columns)}" * bool(
        outcome.unknown_columns
    )
    return f"{outcome.path}: {outcome.status}{reason} {counts}{unknown}"


def _metadata(outcomes: list[Outcome], entity: str) -> dict[str, int]:
    counts = [outcome.counts[entity] for outcome in outcomes if entity in outcome.counts]
    parts = ("read", "loaded", "repeated", "quarantined", "not_applicable", "erased")
    return {f"records_{part}": sum(getattr(one, part) for one in counts) for part in parts}


def raw_assets(sources: dict[str, Source]) -> dg.AssetsDefinition:
    """Build the step that hands what was landed to the models, if there is anything new in it.

    It yields nothing when the published version, or one that a hold keeps from readers, was made of
    the same deliveries, code, rules and as-of date: Dagster then skips all that follows.
    """
    feeding = {
        entity: [
            dg.AssetKey(["landed", name, entity])
            for name, source in sources.items()
            if entity in entities_of(source)
        ]
        for entity in CONTRACTS
    }

    @dg.multi_asset(
        name="raw",
        specs=[
            dg.AssetSpec(
                ["raw", entity],
                group_name="raw",
                deps=keys,
                skippable=True,
                description=contract.__doc__,
                metadata={"dagster/column_schema": column_schema(contract)},
                kinds={"duckdb"},
            )
            for (entity, contract), keys in zip(CONTRACTS.items(), feeding.values(), strict=True)
        ],
    )
    def raw(
        context: dg.AssetExecutionContext, project: Project
    ) -> Iterator[dg.MaterializeResult[None]]:
        with project.working() as connection:
            now = fingerprint(connection, project.settings)
            if now.as_of is None:
                raise dg.Failure(
                    f"nothing was landed: no delivery in {project.settings.raw} is what a source "
                    f"of {project.settings.sources} reads; `clientele status` names those that "
                    "were rejected, and files that no source reads"
                )
            blocked = connection.execute(
                "select path from ledger.delivery where status = 'blocked' "
                "and superseded_by is null order by 1"
            ).fetchall()
            if blocked:
                raise dg.Failure(
                    "publication waits for blocked deliveries, of whichever source: "
                    + ", ".join(path for (path,) in blocked)
                )
            if not project.force and (said := _standing(project.target, str(now))):
                context.log.info(said)
                run.close(connection, project.run_id, "unchanged")
                return
            rows = {
                entity: connection.execute(f'select count(*) from raw."{entity}"').fetchall()[0][0]
                for entity in CONTRACTS
            }
        project.prepare_target()
        for entity, count in rows.items():
            yield dg.MaterializeResult(
                asset_key=["raw", entity], metadata={"dagster/row_count": count}
            )

    return raw


def _standing(target: Settings, fingerprint: str) -> str | None:
    """Say which version was made of the same input, if one was: it is not to be built again."""
    before, waiting = published(target), kept_back(target)
    if before and before.fingerprint == fingerprint:
        return f"nothing new: version {before.number} stands"
    if waiting and waiting.fingerprint == fingerprint:
        return f"nothing new: version {waiting.number} is held"
    return None


def landing_assets(project_sources: dict[str, Source]) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Return the assets of landing for all sources of a project."""
    specs = [delivery_spec(source) for source in project_sources.values()]
    landed = [landed_assets(source) for source in project_sources.values()]
    return [*specs, *landed, raw_assets(project_sources)]


__all__ = ["landing_assets", "load_sources"]
