"""Asking the published file, and showing rows as table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.console.face import Format
from pipelines.console.pasted import run_command
from pipelines.mendable import MendableError
from pipelines.publish.candidate import OPEN_FILE, PERSONAL_FILE
from pipelines.settings import Settings


class NothingPublishedError(LookupError):
    """There is no published version to ask."""


def published_file(settings: Settings, personal: bool) -> Path:
    """Return the published file, with or without personal columns.

    Raises:
        NothingPublishedError: if nothing has been published yet.

    """
    file = settings.current / (PERSONAL_FILE if personal else OPEN_FILE)
    if not file.exists():
        run = run_command(settings)
        raise NothingPublishedError(f"{file} is not there: publish with `{run}` first")
    return file.resolve()


def working_file(settings: Settings) -> Path:
    """Return the working file.

    Raises:
        MendableError: if there has been no run yet.

    """
    if not settings.working.exists():
        raise MendableError(f"{settings.working} is not there: `{run_command(settings)}` makes it")
    return settings.working


def chosen_file(settings: Settings, *, personal: bool, working: bool) -> Path:
    """Return the file to ask: published without or with personal columns, or the working file."""
    return working_file(settings) if working else published_file(settings, personal)


def text(sql: str | None, file: Path | None) -> str:
    """Return the query that was given as text, as ``-`` for standard input, or in a file.

    Raises:
        LookupError: if there is none, or two.

    """
    if (sql is None) == (file is None):
        raise LookupError("give one query: as an argument, as `-` on standard input, or by --file")
    if file is not None:
        return file.read_text(encoding="utf-8")
    return sys.stdin.read() if sql == "-" else str(sql)


def fetch(file: Path, sql: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """Run a query on a file, read-only; return column names and rows.

    Raises:
        duckdb.Error: as DuckDB says it.

    """
    with duckdb.connect(str(file), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return names, cursor.fetchall()


def write(console: Console, names: list[str], rows: list[tuple[object, ...]], form: Format) -> None:
    """Write rows to the console."""
    if form is Format.table:
        table = Table(box=None, pad_edge=False)
        for name in names:
            table.add_column(name)
        for row in rows:
            table.add_row(*("" if value is None else str(value) for value in row))
        console.print(table, markup=False)
        console.print(f"{len(rows)} row{'s' * (len(rows) != 1)}", style="dim")
        return
    if form is Format.json:
        for row in rows:
            console.out(
                json.dumps(dict(zip(names, row, strict=True)), default=str), highlight=False
            )
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    console.out(text.getvalue(), end="", highlight=False)
