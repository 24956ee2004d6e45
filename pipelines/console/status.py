"""One page on the state of a project: versions, runs, deliveries, what waits for somebody."""

from __future__ import annotations

import shlex
from datetime import datetime

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines import publish
from pipelines.console.pasted import display, pasted, results_page
from pipelines.console.query import fetch
from pipelines.console.summary import ledger_table
from pipelines.landing.replay import stale
from pipelines.landing.source import load_sources
from pipelines.settings import Settings


def show(console: Console, settings: Settings) -> None:
    """Print the page."""
    versions(console, settings)
    if not settings.working.exists():
        console.print(f"No run yet: `{pasted(settings, 'run')}` makes the first one.")
        return
    try:
        duckdb.connect(str(settings.working), read_only=True).close()
    except duckdb.IOException:
        console.print("A run is writing the working file now; the rest is shown when it has ended.")
        return
    _rows(
        console,
        settings,
        "Last runs",
        "select run_id as run, started_at, ended_at, status, as_of, published_version as version "
        "from ledger.run order by run_id desc limit 8",
    )
    _rows(
        console,
        settings,
        "Deliveries by state",
        "select source, status, count(*) as deliveries, max(delivered_on) as latest "
        "from ledger.delivery group by all order by all",
    )
    console.print(ledger_table(settings))
    console.print()
    waiting(console, settings)


def versions(console: Console, settings: Settings) -> None:
    """Print the published versions, the current one marked, and a hold."""
    table = Table(title="Versions", title_justify="left", box=None, pad_edge=False)
    for name in ("", "version", "as of", "built at", "run"):
        table.add_column(name)
    now = publish.current_version(settings)
    for version in publish.list_versions(settings):
        said = version.publication
        table.add_row(
            "*" if said.version == now else "",
            str(said.version),
            str(said.as_of),
            str(said.built_at),
            str(said.run_id),
        )
    console.print(table if table.row_count else "Nothing is published yet.")
    hold = publish.held(settings)
    if hold:
        console.print(f"[yellow]Publication is held[/yellow]: {hold.reason}", highlight=False)
    elif now is not None:
        console.print(f"Readers open {display(settings.current / 'clientele.duckdb')}")
    console.print()


def waiting(console: Console, settings: Settings) -> None:
    """Print what waits for an engineer, each with the command that deals with it."""
    _, blocked = fetch(
        settings.working,
        "select path, delivered_on from ledger.delivery where status = 'blocked' "
        "and superseded_by is null order by 1",
    )
    _, rejected = fetch(
        settings.working,
        "select path, rule, detail from ledger.delivery where status = 'rejected' "
        "and superseded_by is null order by 1",
    )
    for path, _ in blocked:
        console.print(f"[red]blocked[/red]  {path}", highlight=False)
        for word, verb in (("mend and", "replay"), ("or", "accept")):
            command = pasted(settings, f"{verb} {shlex.quote(str(path))}")
            console.print(
                f"         {word} `{command}`", markup=False, highlight=False, soft_wrap=True
            )
    for path, rule, detail in rejected:
        console.print(f"[yellow]rejected[/yellow] {path}: {rule}: {detail}", highlight=False)
    with duckdb.connect(str(settings.working), read_only=True) as connection:
        outdated = stale(connection, load_sources(settings))
    if outdated:
        console.print(
            f"{len(outdated)} deliveries landed under another mapping or contract: "
            f"`{pasted(settings, 'replay --stale')}`",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    stopped = [] if blocked else unpublished(console, settings)
    if not (blocked or rejected or outdated or stopped):
        console.print("Nothing waits for anybody.")


def unpublished(console: Console, settings: Settings) -> list[tuple[object, ...]]:
    """Print that the last run did not publish, if it did not, and where to look; return it."""
    _, rows = fetch(
        settings.working,
        "select * from (select run_id, status from ledger.run order by run_id desc limit 1) "
        "where status in ('not published', 'failed', 'died')",
    )
    for run_id, status in rows:
        console.print(f"[red]{status}[/red]  run {run_id}", highlight=False)
        seen = f"see {results_page(settings)}, " if status == "not published" else ""
        console.print(
            f"         {seen}mend and `{pasted(settings, 'run')}`, which names what failed",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    return rows


def shown(value: object) -> str:
    """Write a value; a time to the second."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return "" if value is None else str(value)


def _rows(console: Console, settings: Settings, title: str, sql: str) -> None:
    names, rows = fetch(settings.working, sql)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in names:
        table.add_column(name)
    for row in rows:
        table.add_row(*(shown(value) for value in row))
    console.print(table)
    console.print()
