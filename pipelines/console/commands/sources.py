"""Commands that look at sources and try them out."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.console.face import Format, FormatOption, ProjectOption, project_settings, told

app = typer.Typer(no_args_is_help=True, help="Look at and try out sources.")


@app.command("list")
def listing(form: FormatOption = Format.table, project: ProjectOption = None) -> None:
    """List the project's sources with what they feed and what lies there."""
    from pipelines.console import query as queries
    from pipelines.console import source_pages

    with told() as out:
        queries.write(out, *source_pages.listing(project_settings(project)), form)


@app.command()
def check(
    name: Annotated[str, typer.Argument(help="Source.")],
    limit: Annotated[
        int, typer.Option(min=1, help="Read only the newest deliveries of each feed.")
    ] = 3,
    project: ProjectOption = None,
) -> None:
    """Read a source without loading it: what would land, what not and why, what nothing uses.

    Ends with status 1 if a delivery would be rejected or blocked.
    """
    from pipelines.console import source_pages

    with told() as out:
        healthy = source_pages.check(out, project_settings(project), name, limit)
    raise typer.Exit(0 if healthy else 1)
