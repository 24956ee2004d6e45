"""dbt's models, seeds and tests as assets and checks, through dagster-dbt's resource."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)
from packaging.version import Version

from pipelines.failpoints import failpoint
from pipelines.landing import run
from pipelines.landing.ledger import write_sources
from pipelines.landing.source import load_sources
from pipelines.orchestration.dbt_command import (
    DBT,
    KEEPS_VIEWS,
    company_vars,
    dbt_environment,
    log_flags,
    manifest,
    target_path,
)
from pipelines.orchestration.fingerprint import fingerprint
from pipelines.orchestration.progress import report
from pipelines.orchestration.project import Project
from pipelines.settings import DBT_PROJECT, Settings
from pipelines.warehouse import set_bounds

# The code is the same, seeds and views with it: as they were made, they stay. What tests a view is
# no view, and is run.
UNCHANGED = [
    *("--exclude-resource-type", "seed", *KEEPS_VIEWS),
    *("--indirect-selection", "empty"),
]


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes after their schema and groups them by the folder of their layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return schema and name: the asset is called as the table is."""
        name = dbt_resource_props.get("identifier") or dbt_resource_props["name"]
        return dg.AssetKey([dbt_resource_props["schema"], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer: the schema, which follows from the folder."""
        return str(dbt_resource_props["schema"])


class BuildConfig(dg.Config):
    """``full_refresh`` builds every table from the start."""

    full_refresh: bool = False


def warehouse_assets(settings: Settings) -> dg.AssetsDefinition:
    """Build the step that runs ``dbt build``."""

    @dbt_assets(
        manifest=manifest(settings),
        name="dbt_build",
        exclude="resource_type:unit_test",
        dagster_dbt_translator=Translator(
            settings=DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)
        ),
    )
    def dbt_build(
        context: dg.AssetExecutionContext,
        config: BuildConfig,
        dbt: DbtCliResource,
        project: Project,
    ) -> Iterator[Any]:
        target = project.target
        with project.building() as connection:
            now = fingerprint(connection, project.settings)
            last_run, last_fingerprint = run.last_built(connection)
            is_same_file = target.working == project.settings.working
            full = config.full_refresh or not is_same_file or not now.continues(last_fingerprint)
            # Without an as-of date nothing was landed, and this step is not reached.
            set_bounds(connection, now.as_of or date.max, -1 if full else last_run)
            if full and is_same_file:
                run.forget_built(connection)
            write_sources(connection, load_sources(project.settings).values())
        failpoint("build.before")
        # Said here too: with a selection of its own, which a run of some assets has, Dagster says
        # nothing of what is to be excluded.
        arguments = ["build", *company_vars(target), "--exclude-resource-type", "unit_test"]
        # What is selected by name has to be built, views and seeds too, and be tested.
        is_whole = context.selected_asset_keys >= dbt_build.keys
        keeps = is_whole and not full
        arguments += ["--full-refresh"] if full else UNCHANGED if keeps else []
        _expect_audit(context, project)
        with project.prepared_dbt() as prepared:
            os.environ.update(dbt_environment(target))
            with _also(prepared):
                invocation = dbt.cli(arguments, context=context, target_path=target_path(target))
            events = _with_row_counts(context, invocation, project)
            yield from _with_kept(context, events) if keeps else events
        failpoint("build.after")
        with project.building() as connection:
            if not is_whole:
                run.close(connection, project.run_id, "in part")
                return
            run.mark_built(
                connection,
                project.run_id,
                as_of=now.as_of,
                fingerprint=str(now),
                full_refresh=full,
            )
        failpoint("build.marked")

    return dbt_build


@contextmanager
def _also(variables: dict[str, str]) -> Iterator[None]:
    """Have some environment variables for the block, which are for one command alone."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def _with_kept(context: dg.AssetExecutionContext, events: Iterator[Any]) -> Iterator[Any]:
    """Add an event for each seed and view of this run: what dbt left as it was is up to date.

    Each goes before the first that is made of it, which is the order that Dagster demands.
    """
    assets = context.assets_def
    kind = "dagster-dbt/materialization_type"
    kept = {
        key: name
        for name, key in assets.keys_by_output_name.items()
        if key in context.selected_asset_keys
        and assets.specs_by_key[key].metadata[kind] in ("seed", "view")
    }

    def upstream(key: dg.AssetKey) -> Iterator[dg.Output[None]]:
        for dependency in sorted(assets.asset_deps[key] & kept.keys()):
            yield from upstream(dependency)
            if name := kept.pop(dependency, None):
                yield dg.Output(None, name)

    for event in events:
        if isinstance(event, dg.Output):
            yield from upstream(context.asset_key_for_output(event.output_name))
        yield event
    for key in list(kept):
        yield from upstream(key)
        if name := kept.pop(key, None):
            yield dg.Output(None, name)


def _with_row_counts(
    context: dg.AssetExecutionContext, invocation: Any, project: Project
) -> Iterator[Any]:
    """Yield dbt's events with the row count of each table, once dbt has let go of the file."""
    events: list[Any] = []
    failure: Exception | None = None
    try:
        for event in invocation.stream():
            # A test of several models is a check of one of them; that the others took part is said
            # by its lineage, and as events it cost a third of a test's time to store.
            if isinstance(event, dg.AssetObservation):
                continue
            events.append(event)
            _report(context, event)
    except Exception as error:
        failure = error
    counts: dict[tuple[str, ...], int] = {}
    with project.building() as connection:
        for schema, name in connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall():
            counted = connection.execute(f'select count(*) from "{schema}"."{name}"').fetchone()
            counts[schema, name] = counted[0] if counted else 0
    for event in events:
        if isinstance(event, dg.Output):
            path = tuple(context.asset_key_for_output(event.output_name).path)
            if path in counts:
                metadata: dict[str, Any] = {**event.metadata, "dagster/row_count": counts[path]}
                event = dg.Output(None, event.output_name, metadata=metadata)
        yield event
    if failure:
        raise failure


def _expect_audit(context: dg.AssetExecutionContext, project: Project) -> None:
    """Let the audit load meanwhile, unless this is a run of some assets that comes to none."""
    if "audit" in context.job_def.graph.node_dict:
        project.prepare_audit()


def _report(context: dg.AssetExecutionContext, event: Any) -> None:
    if isinstance(event, dg.Output):
        schema, name = context.asset_key_for_output(event.output_name).path
        report(schema, name)
    elif isinstance(event, dg.AssetCheckResult):
        report("checks", f"{event.check_name} {'passed' if event.passed else 'failed'}")


class Dbt(DbtCliResource):
    """The stock resource without two preparations, of several seconds, whose results none here use.

    It asks ``dbt --version``, in a process of its own, and loads an adapter into this process, with
    which it could fetch column metadata and row counts.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


def dbt_resource(settings: Settings) -> Dbt:
    """Return the resource, pointed at the project's own target folder."""
    return Dbt(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=DBT,
        global_config_flags=log_flags(settings),
    )
