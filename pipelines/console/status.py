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
from pipelines.landing.detection import unclaimed
from pipelines.landing.replay import stale
from pipelines.landing.source import load_sources
from pipelines.settings import Settings

STRAYS_NAMED = 8


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
        labelled(console, "yellow", "Publication is held:", hold.reason)
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
        labelled(console, "red", "blocked ", str(path))
        for word, verb in (("mend and", "replay"), ("or", "accept")):
            command = pasted(settings, f"{verb} {shlex.quote(str(path))}")
            plain(console, f"         {word} `{command}`")
    for path, rule, detail in rejected:
        labelled(console, "yellow", "rejected", f"{path}: {rule}: {detail}")
    sources = load_sources(settings)
    with duckdb.connect(str(settings.working), read_only=True) as connection:
        outdated = stale(connection, sources)
    if outdated:
        plain(
            console,
            f"{len(outdated)} deliveries landed under another mapping or contract: "
            f"`{pasted(settings, 'replay --stale')}`",
        )
    quarantined(console, settings)
    strays = unclaimed(settings, sources.values())
    if strays:
        named = ", ".join(strays[:STRAYS_NAMED]) + ", …" * (len(strays) > STRAYS_NAMED)
        plain(console, f"Files in {display(settings.raw)} that no source reads: {named}")
    stopped = [] if blocked else unpublished(console, settings)
    if not (blocked or rejected or outdated or stopped or strays):
        console.print("Nothing waits for anybody.")


def quarantined(console: Console, settings: Settings) -> None:
    """Print how many records of deliveries that count are in quarantine, if any."""
    _, [(count,)] = fetch(
        settings.working,
        "select coalesce(sum(records_quarantined), 0)::bigint from ledger.delivery_entity "
        "join ledger.delivery using (delivery_id) where status in ('loaded', 'blocked')",
    )
    if count:
        command = pasted(settings, "quarantine list")
        plain(console, f"{count:,} records are in quarantine: `{command}`")


def labelled(console: Console, colour: str, word: str, text: str) -> None:
    """Print a text behind a coloured word; what it says is no markup."""
    console.print(f"[{colour}]{word}[/{colour}] ", end="")
    plain(console, text)


def plain(console: Console, text: str) -> None:
    """Print a text as it is, on one line."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def unpublished(console: Console, settings: Settings) -> list[tuple[object, ...]]:
    """Print that the last run did not publish, if it did not, and where to look; return it."""
    _, rows = fetch(
        settings.working,
        "select * from (select run_id, status from ledger.run order by run_id desc limit 1) "
        "where status in ('not published', 'failed', 'died')",
    )
    for run_id, status in rows:
        labelled(console, "red", str(status), f" run {run_id}")
        seen = f"see {results_page(settings)}, " if status == "not published" else ""
        plain(
            console, f"         {seen}mend and `{pasted(settings, 'run')}`, which names what failed"
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
