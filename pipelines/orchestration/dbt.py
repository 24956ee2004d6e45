"""dbt's models, seeds and tests as assets and checks, through dagster-dbt's stock resource."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)

from pipelines.failpoints import failpoint
from pipelines.landing import run
from pipelines.mendable import MendableError
from pipelines.orchestration.fingerprint import code_files, fingerprint
from pipelines.orchestration.progress import report
from pipelines.orchestration.project import Project
from pipelines.settings import DBT_PROJECT, Settings
from pipelines.warehouse import set_bounds

DBT = str(Path(sys.executable).parent / "dbt")


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes after their schema and groups them by the folder of their layer."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return schema and name: the asset is called as the table is."""
        name = dbt_resource_props.get("identifier") or dbt_resource_props["name"]
        return dg.AssetKey([dbt_resource_props["schema"], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer: the schema, which follows from the folder."""
        return str(dbt_resource_props["schema"])


def target_path(settings: Settings) -> Path:
    """Return where dbt keeps its manifest and run results for a project."""
    return settings.warehouse / "dbt"


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that ``profiles.yml`` reads."""
    return {
        "CLIENTELE_WORKING": str(settings.working),
        "CLIENTELE_THREADS": str(settings.threads),
        "CLIENTELE_MEMORY_LIMIT": settings.memory_limit,
        "CLIENTELE_SPILL": str(settings.warehouse / "spill"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def manifest(settings: Settings) -> Path:
    """Return dbt's manifest, parsed anew when the dbt project has changed since.

    Raises:
        MendableError: if dbt cannot parse the project; the message is dbt's.

    """
    path = target_path(settings) / "manifest.json"
    sources = [file for file in code_files(settings) if DBT_PROJECT in file.parents]
    changed = max(file.stat().st_mtime for file in sources)
    if path.exists() and path.stat().st_mtime >= changed:
        return path
    parsed = subprocess.run(  # noqa: S603 - the command is ours
        [DBT, "--quiet", "parse", *dbt_flags(settings)],
        env=os.environ | dbt_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if parsed.returncode:
        raise MendableError(f"dbt cannot parse {DBT_PROJECT}:\n{parsed.stdout}{parsed.stderr}")
    return path


def dbt_flags(settings: Settings) -> list[str]:
    """Return the flags that every dbt command of a project needs."""
    return [
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--target-path",
        str(target_path(settings)),
        "--log-path",
        str(target_path(settings) / "logs"),
        *company_vars(settings),
    ]


def company_vars(settings: Settings) -> list[str]:
    """Return the vars of a project: the same for every command, or dbt parses everything anew."""
    company = settings.company
    stated = {
        "company_currency": company.currency,
        "company_zone": company.zone,
        "company_country": company.country,
    }
    return ["--vars", json.dumps(stated)]


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
        failpoint("build.before")
        arguments = ["build", *company_vars(target), *["--full-refresh"] * full]
        os.environ.update(dbt_environment(target))
        invocation = dbt.cli(arguments, context=context, target_path=target_path(target))
        yield from _with_row_counts(context, invocation, project)
        failpoint("build.after")
        with project.building() as connection:
            run.mark_built(
                connection,
                project.run_id,
                as_of=now.as_of,
                fingerprint=str(now),
                full_refresh=full,
            )

    return dbt_build


def _with_row_counts(
    context: dg.AssetExecutionContext, invocation: Any, project: Project
) -> Iterator[Any]:
    """Yield dbt's events with the row count of each table, once dbt has let go of the file."""
    events = []
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


def _report(context: dg.AssetExecutionContext, event: Any) -> None:
    if isinstance(event, dg.Output):
        schema, name = context.asset_key_for_output(event.output_name).path
        report(schema, name)
    elif isinstance(event, dg.AssetCheckResult):
        report("checks", f"{event.check_name} {'passed' if event.passed else 'failed'}")


def dbt_resource(settings: Settings) -> DbtCliResource:
    """Return the stock resource, pointed at the project's own target folder."""
    return DbtCliResource(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=DBT,
        global_config_flags=["--log-path", str(target_path(settings) / "logs")],
    )
