"""Commands that begin a project, fill it for a trial, and show it in others' programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.console.face import ProjectOption, project_settings, told
from pipelines.console.pasted import display
from pipelines.mendable import MendableError

demo = typer.Typer(no_args_is_help=True, help="The demonstration company.")


def init(directory: Annotated[Path, typer.Argument(help="The new project's folder.")]) -> None:
    """Make an empty project: settings, a folder for sources, a folder for deliveries."""
    from pipelines.console.skeleton import create

    with told() as out:
        for path in create(directory):
            out.print(f"  {path}", markup=False, highlight=False, soft_wrap=True)
        out.print(
            f"\nNext: put files into {directory}/data/raw and describe them in "
            f"{directory}/sources\n(README.md there shows how), then\n\n"
            f"  clientele sources check NAME --project {directory}\n"
            f"  clientele run --project {directory}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@demo.command()
def generate(
    size: Annotated[str, typer.Option(help="small, medium, or a number of parties.")] = "small",
    seed: Annotated[int, typer.Option(help="Another seed gives another company.")] = 2026,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing when deliveries lie there already.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Write the demonstration company's deliveries into data/raw."""
    from pipelines.demo import generate as write_deliveries

    with told() as out:
        settings = project_settings(project)
        lying = any(path.is_file() and path.name != ".gitkeep" for path in settings.raw.rglob("*"))
        if lying and if_empty:
            return
        if lying:
            raise MendableError(
                f"{settings.raw} holds deliveries; nothing was written: empty it, or say --if-empty"
            )
        if not size.isdigit() and size not in ("small", "medium"):
            raise MendableError(f"--size {size}: say small, medium, or a number of parties")
        made = write_deliveries(settings.raw, int(size) if size.isdigit() else size, seed)
        out.print(f"{made.files} deliveries, {made.rows:,} records in {display(settings.raw)}")


def ui(
    port: Annotated[int, typer.Option(help="Port on localhost.")] = 3000,
    project: ProjectOption = None,
) -> None:
    """Start Dagster's web interface on localhost, with schedule and sensor."""
    from pipelines.console.services import serve_dagster

    with told():
        raise typer.Exit(serve_dagster(project_settings(project), port))


def docs(
    file: Annotated[Path, typer.Argument(help="HTML file to write.")] = Path("site/dbt.html"),
    project: ProjectOption = None,
) -> None:
    """Write dbt's documentation of the warehouse as one static file."""
    from pipelines.console.services import write_documentation

    with told() as out:
        write_documentation(project_settings(project), file)
        out.print(display(file.resolve()), markup=False, highlight=False, soft_wrap=True)
