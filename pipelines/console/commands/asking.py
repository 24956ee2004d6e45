"""Commands that ask what is published, and what stands behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipelines.console.face import (
    AsOfOption,
    Format,
    FormatOption,
    ProjectOption,
    project_settings,
    told,
)


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
    as_of: AsOfOption = None,
    project: ProjectOption = None,
) -> None:
    """Ask the published file.

    What there is: `clientele query "select * from meta.table_stats"`; what a column means:
    `clientele query "select * from meta.column_class"`.
    """
    from pipelines.console import query as queries

    with told() as out:
        settings = project_settings(project, as_of).target
        asked = queries.chosen_file(settings, personal=personal, working=working)
        names, rows = queries.fetch(asked, queries.text(sql, file))
        queries.write(out, names, rows, form)


def trace(
    table: Annotated[str, typer.Argument(help="Published table: marts.sales_orders.")],
    row: Annotated[
        list[str],
        typer.Argument(help="Key of the row, or column=value for each column of its grain."),
    ],
    limit: Annotated[int, typer.Option(help="At most so many raw rows; 0 shows all.")] = 200,
    form: FormatOption = Format.table,
    as_of: AsOfOption = None,
    project: ProjectOption = None,
) -> None:
    """Show the raw rows, deliveries and records behind a published row.

    By its key, or by the columns of its grain:

    - `clientele trace marts.sales_orders -4212311871`

    - `clientele trace lifecycle.customer_lifecycle customer_key=87 month_end_date=2026-05-31`
    """
    from dataclasses import astuple, fields

    from pipelines.console import query as queries
    from pipelines.console import trace as tracing

    with told() as out:
        found = tracing.trace(project_settings(project, as_of).target, table, row)
        shown = found.origins[: limit or None]
        names = [one.name for one in fields(tracing.Origin)]
        queries.write(out, names, [astuple(one) for one in shown], form)
        for note in found.notes(len(shown)):
            typer.echo(note, err=True)
