"""Commands that land, build and publish."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Optional

import typer
from rich.console import Console

from pipelines.console.face import INTERRUPTED, ProjectOption, project_settings, told
from pipelines.console.request import Request
from pipelines.orchestration.dbt_command import parsing
from pipelines.settings import Settings


def carry_out(out: Console, settings: Settings, request: Request) -> None:
    """Execute a request with progress, print the summary, and end with the run's exit status."""
    from pipelines.orchestration.lock import run_lock

    # Asked before Dagster starts, which would tell it late and as a failed step.
    with run_lock(settings):
        pass
    # Dagster and all that the stages use take seconds to load; meanwhile dbt parses.
    with parsing(settings) as parsed:
        import pipelines.definitions  # noqa: F401 - loaded here, used by the execution
        from pipelines.console import execution, progress, summary

        parsed()
    with progress.shown(out):
        report = execution.execute(settings, request)
    summary.show(out, settings, settings.target, report)
    if report.interrupted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(0 if report.success and not any(f.blocking for f in report.failures) else 1)


def run(
    full: Annotated[bool, typer.Option("--full", help="Build every table from the start.")] = False,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare/--no-compare",
            help="Hold the candidate against the version before, or not after a meant removal.",
        ),
    ] = True,
    only: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="SOURCE", help="Land this source only; models see what is there."),
    ] = None,
    as_of: Annotated[
        Optional[datetime],  # noqa: UP045
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Show a past day (2026-03-31), in a file of its own.",
        ),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Land what is new and, if it changes anything, build, audit and publish a version.

    Ends with status 0 if every blocking check passed, 1 if one failed (readers keep their
    version), 2 if nothing could be begun, 130 if it was interrupted.
    """
    from pipelines.landing.source import load_sources

    with told() as out:
        settings = project_settings(project, as_of)
        known = load_sources(settings)
        if only is not None and only not in known:
            raise LookupError(f"{only}: no such source; there are {', '.join(known) or 'none'}")
        carry_out(out, settings, Request(full=full, compare=compare, only=only))


def status(project: ProjectOption = None) -> None:
    """Show versions, runs and deliveries, and what waits for you with the command to mend it."""
    from pipelines.console import status as page

    with told() as out:
        page.show(out, project_settings(project))


def replay(
    path: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="Delivery, as a path below data/raw."),
    ] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="All that landed under another mapping or contract.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Land a delivery anew, whole, after its source or contract was mended; then run."""
    from pipelines.console import deliveries

    with told() as out:
        settings = project_settings(project)
        chosen = deliveries.to_replay(settings, path, stale)
        if not chosen:
            out.print("Every delivery landed under today's mappings and contracts.")
            return
        carry_out(out, settings, Request(replay=chosen))


def accept(
    path: Annotated[str, typer.Argument(help="Blocked delivery, as a path below data/raw.")],
    reason: Annotated[str, typer.Option(prompt=True, help="Why; it is kept in the ledger.")],
    project: ProjectOption = None,
) -> None:
    """Let a blocked delivery through as it is, with the reason; then run.

    Its good records count from now on, the others stay in quarantine.
    """
    from pipelines.console import deliveries

    with told() as out:
        settings = project_settings(project)
        chosen = deliveries.to_accept(settings, path)
        carry_out(out, settings, Request(accept=[(source, path, reason) for source in chosen]))


def rollback(
    version: Annotated[
        Optional[int],  # noqa: UP045
        typer.Argument(help="Version; default: the one before."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; shown until release.")] = "rolled back",
    project: ProjectOption = None,
) -> None:
    """Give readers an earlier version and hold publication until `clientele release`."""
    from pipelines import publish
    from pipelines.orchestration.lock import run_lock

    with told() as out:
        settings = project_settings(project)
        with run_lock(settings):
            hold = publish.rollback(settings, version, reason=reason)
        out.print(f"Readers now get version {hold.restored}; publication is held.")


def release(project: ProjectOption = None) -> None:
    """Let publication go on after a rollback."""
    from pipelines import publish
    from pipelines.orchestration.lock import run_lock

    with told() as out:
        settings = project_settings(project)
        with run_lock(settings):
            hold = publish.release(settings)
        out.print("Publication goes on with the next run." if hold else "Nothing was held.")
