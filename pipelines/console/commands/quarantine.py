"""Commands that look at records which broke a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipelines.console.face import Format, FormatOption, ProjectOption, project_settings, told

app = typer.Typer(no_args_is_help=True, help="Look at records that broke a rule.")

EntityArgument = Annotated[str, typer.Argument(help="Contract, such as order_line.")]
SourceOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="NAME", help="Only records of this source."),
]
RuleOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="RULE", help="Only this rule, as `list` writes it: column:rule."),
]


@app.command("list")
def totals(form: FormatOption = Format.table, project: ProjectOption = None) -> None:
    """Count records by source, entity and broken rule."""
    from pipelines.console import quarantine
    from pipelines.console import query as queries

    with told() as out:
        queries.write(out, *quarantine.totals(project_settings(project)), form)


@app.command()
def show(
    entity: EntityArgument,
    source: SourceOption = None,
    rule: RuleOption = None,
    limit: Annotated[int, typer.Option(help="At most so many records.")] = 20,
    values: Annotated[
        bool, typer.Option("--values", help="With the records' values, which may be personal.")
    ] = False,
    form: FormatOption = Format.table,
    project: ProjectOption = None,
) -> None:
    """Show delivery, record and broken rules of records in quarantine."""
    from pipelines.console import quarantine
    from pipelines.console import query as queries

    with told() as out:
        found = quarantine.records(
            project_settings(project), entity, source=source, rule=rule, limit=limit, values=values
        )
        queries.write(out, *found, form)


@app.command()
def export(
    entity: EntityArgument,
    file: Annotated[Path, typer.Argument(help="CSV or Parquet file to write, values included.")],
    source: SourceOption = None,
    rule: RuleOption = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    project: ProjectOption = None,
) -> None:
    """Write an entity's quarantine, values included, to a file for whoever mends the source."""
    from pipelines.console import quarantine

    with told() as out:
        settings = project_settings(project)
        count = quarantine.export(
            settings, entity, file, source=source, rule=rule, overwrite=overwrite
        )
        out.print(
            f"{count} record{'s' * (count != 1)} in {file}; "
            "the file holds values as they were delivered.",
            markup=False,
            soft_wrap=True,
        )
