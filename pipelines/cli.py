"""The ``clientele`` command: a thin face of what the packages do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Optional

import duckdb
import typer
from pydantic import ValidationError
from rich.console import Console

from pipelines import settings as settings_module
from pipelines.console import query as queries
from pipelines.console.query import Format, display
from pipelines.landing.source import SourceError, load_sources
from pipelines.mendable import MendableError
from pipelines.settings import Settings

app = typer.Typer(
    help="The customer warehouse in one file: deliveries in, one audited DuckDB file out.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
quarantine_app = typer.Typer(no_args_is_help=True, help="Look at records that broke a rule.")
sources_app = typer.Typer(no_args_is_help=True, help="Look at and try out sources.")
demo_app = typer.Typer(no_args_is_help=True, help="The demonstration company.")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(sources_app, name="sources")
app.add_typer(demo_app, name="demo")

# Bound to the stream of now, since a run sends what others print elsewhere. Where no terminal says
# how wide it is, tables are not cut.
out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True)

ProjectOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads this at run time
    typer.Option(
        "--project",
        "-p",
        help="The project's folder; default: the folder you stand in, if it is one.",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How rows are written.")]


def project_settings(project: Path | None, **overrides: object) -> Settings:
    """Read the settings of the named project, of the folder one stands in, or of this one."""
    here = Path.cwd()
    if project is None and (here / settings_module.CONFIG_FILE).exists():
        project = here
    if project is not None and not (project / settings_module.CONFIG_FILE).exists():
        raise LookupError(
            f"{project} is no project: it holds no {settings_module.CONFIG_FILE}; "
            f"make one with `clientele init {project}`"
        )
    return settings_module.load(project, **overrides)


@contextmanager
def told() -> Iterator[None]:
    """Turn an error that the user can mend into one line and exit status 2."""
    from pipelines.orchestration.lock import RunLockedError
    from pipelines.publish import VersionError

    try:
        yield
    except (
        MendableError,
        LookupError,
        SourceError,
        ValidationError,
        RunLockedError,
        VersionError,
    ) as error:
        message = str(error.args[0] if isinstance(error, LookupError) and error.args else error)
        err.print("[red]error:[/red] ", end="")
        err.print(message, markup=False, highlight=False)
        raise typer.Exit(2) from None
    except duckdb.IOException as error:
        err.print("[red]error:[/red] the warehouse cannot be opened: ", end="")
        reason = (
            "a run is writing it"
            if "Could not set lock" in str(error)
            else "the file cannot be read"
        )
        err.print(f"{reason}; try again when `clientele status` shows no run", markup=False)
        raise typer.Exit(2) from None
    except duckdb.Error as error:
        err.print(str(error), markup=False, highlight=False)
        raise typer.Exit(2) from None


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="The new project's folder.")]) -> None:
    """Make an empty project: settings, a folder for sources, a folder for deliveries."""
    from pipelines.console.skeleton import create

    with told():
        for path in create(directory):
            out.print(f"  {path}", markup=False, highlight=False)
    out.print(f"\nNext: describe a source in {directory}/sources, put its files into", markup=False)
    out.print(f"{directory}/data/raw, then: clientele run --project {directory}", markup=False)


@app.command()
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
        Optional[str], typer.Option(help="Land this source only; models see what is there.")  # noqa: UP045
    ] = None,
    as_of: Annotated[
        Optional[datetime],  # noqa: UP045
        typer.Option(
            formats=["%Y-%m-%d"], help="Show the warehouse as of a past day, in a file of its own."
        ),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Land what is new and, if it changes anything, build, audit and publish a version."""
    from pipelines.console.execution import Request

    overrides: dict[str, date] = {"as_of": as_of.date()} if as_of else {}
    with told():
        settings = project_settings(project, **overrides)
        known = load_sources(settings)
        if only is not None and only not in known:
            raise LookupError(f"{only}: no such source; there are {', '.join(known) or 'none'}")
        carry_out(settings, Request(full=full, compare=compare, only=only))


def carry_out(settings: Settings, request: object) -> None:
    """Execute a request with progress, print the summary, and end with the run's exit status."""
    from pipelines.console import execution, progress, summary
    from pipelines.orchestration.project import Project

    with progress.shown(out):
        report = execution.execute(settings, request)  # type: ignore[arg-type]
    as_of = settings.as_of.isoformat() if settings.as_of else None
    target = Project(project=str(settings.project), as_of=as_of).target
    summary.show(out, settings, target, report)
    raise typer.Exit(0 if report.success and not any(f.blocking for f in report.failures) else 1)


@app.command()
def status(project: ProjectOption = None) -> None:
    """Show runs, deliveries, versions, what waits in quarantine and what is blocked."""
    from pipelines.console import status as page

    with told():
        page.show(out, project_settings(project))


@app.command()
def query(
    sql: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="One SQL query; `-` reads it from standard input."),
    ] = None,
    file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--file", exists=True, dir_okay=False, help="File that holds the query."),
    ] = None,
    form: FormatOption = Format.table,
    personal: Annotated[
        bool, typer.Option("--personal", help="Ask the file with personal columns.")
    ] = False,
    working: Annotated[
        bool, typer.Option("--working", help="Ask the working file: raw, ledger, quarantine.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Ask the published file."""
    with told():
        settings = project_settings(project)
        asked = queries.chosen_file(settings, personal=personal, working=working)
        names, rows = queries.fetch(asked, queries.text(sql, file))
        queries.write(out, names, rows, form)


@app.command()
def replay(
    path: Annotated[
        Optional[str], typer.Argument(help="Delivery, as a path below data/raw.")  # noqa: UP045
    ] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="All that landed under another mapping or contract.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Land a delivery anew, whole, after its source or contract was mended; then run."""
    from pipelines.console import deliveries
    from pipelines.console.execution import Request

    with told():
        settings = project_settings(project)
        chosen = deliveries.to_replay(settings, path, stale)
        carry_out(settings, Request(replay=chosen))


@app.command()
def accept(
    path: Annotated[str, typer.Argument(help="Blocked delivery, as a path below data/raw.")],
    reason: Annotated[str, typer.Option(prompt=True, help="Why; it is kept in the ledger.")],
    project: ProjectOption = None,
) -> None:
    """Let a blocked delivery through as it is, with the reason; then run."""
    from pipelines.console import deliveries
    from pipelines.console.execution import Request

    with told():
        settings = project_settings(project)
        chosen = deliveries.to_accept(settings, path)
        carry_out(settings, Request(accept=[(source, path, reason) for source in chosen]))


# A key may be negative, which would else be taken for an option.
@app.command(context_settings={"ignore_unknown_options": True})
def trace(
    table: Annotated[str, typer.Argument(help="Table, as schema.table: marts.sales_orders.")],
    key: Annotated[int, typer.Argument(help="Value of the table's first key column.")],
    form: FormatOption = Format.table,
    project: ProjectOption = None,
) -> None:
    """Show the raw rows, deliveries and records behind a row of a table."""
    from dataclasses import astuple, fields

    from pipelines.console import trace as tracing

    with told():
        origins = tracing.trace(project_settings(project), table, key)
        names = [one.name for one in fields(tracing.Origin)]
        queries.write(out, names, [astuple(one) for one in origins], form)


@app.command()
def rollback(
    version: Annotated[
        Optional[int], typer.Argument(help="Version; default: the one before.")  # noqa: UP045
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; shown until release.")] = "rolled back",
    project: ProjectOption = None,
) -> None:
    """Give readers an earlier version and hold publication until `clientele release`."""
    from pipelines import publish
    from pipelines.orchestration.lock import run_lock

    with told():
        settings = project_settings(project)
        with run_lock(settings):
            hold = publish.rollback(settings, version, reason=reason)
        out.print(f"Readers now get version {hold.restored}; publication is held.")


@app.command()
def release(project: ProjectOption = None) -> None:
    """Let publication go on after a rollback."""
    from pipelines import publish
    from pipelines.orchestration.lock import run_lock

    with told():
        settings = project_settings(project)
        with run_lock(settings):
            hold = publish.release(settings)
        out.print("Publication goes on with the next run." if hold else "Nothing was held.")


@quarantine_app.command("list")
def quarantine_list(form: FormatOption = Format.table, project: ProjectOption = None) -> None:
    """Count records by source, entity and broken rule."""
    from pipelines.console import quarantine

    with told():
        queries.write(out, *quarantine.totals(project_settings(project)), form)


@quarantine_app.command("show")
def quarantine_show(
    entity: Annotated[str, typer.Argument(help="Contract, such as order_line.")],
    source: Annotated[Optional[str], typer.Option(help="Only of this source.")] = None,  # noqa: UP045
    rule: Annotated[Optional[str], typer.Option(help="Only this rule: column:rule.")] = None,  # noqa: UP045
    limit: Annotated[int, typer.Option(help="At most so many records.")] = 20,
    values: Annotated[
        bool, typer.Option("--values", help="With the records' values, which may be personal.")
    ] = False,
    form: FormatOption = Format.table,
    project: ProjectOption = None,
) -> None:
    """Show delivery, record and broken rules of records in quarantine."""
    from pipelines.console import quarantine

    with told():
        found = quarantine.records(
            project_settings(project), entity, source=source, rule=rule, limit=limit, values=values
        )
        queries.write(out, *found, form)


@quarantine_app.command("export")
def quarantine_export(
    entity: Annotated[str, typer.Argument(help="Contract, such as order_line.")],
    file: Annotated[Path, typer.Argument(help="CSV or Parquet file to write, values included.")],
    project: ProjectOption = None,
) -> None:
    """Write an entity's quarantine, values included, to a file for whoever mends the source."""
    from pipelines.console import quarantine

    with told():
        count = quarantine.export(project_settings(project), entity, file)
        out.print(f"{count} records in {file}; the file holds values as they were delivered.")


@sources_app.command("list")
def sources_list(project: ProjectOption = None) -> None:
    """List the project's sources with what they feed and what lies there."""
    from pipelines.console import source_pages

    with told():
        queries.write(out, *source_pages.listing(project_settings(project)), Format.table)


@sources_app.command("check")
def sources_check(
    name: Annotated[str, typer.Argument(help="Source.")],
    limit: Annotated[int, typer.Option(help="Read only the newest deliveries of each feed.")] = 3,
    project: ProjectOption = None,
) -> None:
    """Read a source without loading it: what would land, what not and why, what nothing uses."""
    from pipelines.console import source_pages

    with told():
        healthy = source_pages.check(out, project_settings(project), name, limit)
    raise typer.Exit(0 if healthy else 1)


@demo_app.command("generate")
def demo_generate(
    size: Annotated[str, typer.Option(help="small, medium, or a number of parties.")] = "small",
    seed: Annotated[int, typer.Option(help="Another seed gives another company.")] = 2026,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing when deliveries lie there already.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Write the demonstration company's deliveries into data/raw."""
    from pipelines.demo import generate

    with told():
        settings = project_settings(project)
        lying = any(path.is_file() and path.name != ".gitkeep" for path in settings.raw.rglob("*"))
        if lying and if_empty:
            return
        if lying:
            raise MendableError(f"{settings.raw} holds deliveries; nothing was written")
        if not size.isdigit() and size not in ("small", "medium"):
            raise MendableError(f"--size {size}: say small, medium, or a number of parties")
        made = generate(settings.raw, int(size) if size.isdigit() else size, seed)
        out.print(f"{made.files} deliveries, {made.rows:,} records in {display(settings.raw)}")


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port on localhost.")] = 3000,
    project: ProjectOption = None,
) -> None:
    """Start Dagster's web interface on localhost, with schedule and sensor."""
    from pipelines.console.services import serve_dagster

    with told():
        raise typer.Exit(serve_dagster(project_settings(project), port))


@app.command()
def docs(
    file: Annotated[Path, typer.Argument(help="HTML file to write.")] = Path("site/dbt.html"),
    project: ProjectOption = None,
) -> None:
    """Write dbt's documentation of the warehouse as one static file."""
    from pipelines.console.services import write_documentation

    with told():
        write_documentation(project_settings(project), file)
        out.print(f"{display(file.resolve())}", markup=False)


if __name__ == "__main__":
    app()
