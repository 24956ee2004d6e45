"""Listing sources, and trying one out without loading it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.landing.detection import Found, find
from pipelines.landing.intake import open_intake, open_landing
from pipelines.landing.land import Outcome, land
from pipelines.landing.source import Source, load_sources
from pipelines.settings import Settings
from schemas import CONTRACTS


def listing(settings: Settings) -> tuple[list[str], list[tuple[object, ...]]]:
    """Return one row a feed: source, feed, reader, contracts, deliveries that lie there."""
    rows: list[tuple[object, ...]] = []
    for name, source in load_sources(settings).items():
        lying = find(settings, source)
        for feed, said in source.feeds.items():
            count = sum(one.feed == feed for one in lying)
            rows.append((name, feed, said.reader, ", ".join(said.entities), said.files, count))
    return ["source", "feed", "reader", "contracts", "files", "deliveries"], rows


def check(console: Console, settings: Settings, name: str, limit: int) -> bool:
    """Land a source's newest deliveries into a file that is thrown away, and say what came.

    Returns whether nothing would be rejected or blocked.

    Raises:
        LookupError: if there is no such source, or nothing lies there.
        SourceError: if the source file cannot be used.

    """
    sources = load_sources(settings)
    if name not in sources:
        raise LookupError(f"{name}: no such source; there are {', '.join(sources) or 'none'}")
    source = sources[name]
    chosen = newest(find(settings, source), limit)
    if not chosen:
        globs = ", ".join(feed.files for feed in source.feeds.values())
        raise LookupError(f"{name}: no file in {settings.raw} matches {globs}")
    with tempfile.TemporaryDirectory() as folder:
        apart = settings.model_copy(update={"warehouse": Path(folder)})
        with open_landing(apart) as connection, open_intake(apart) as intake:
            outcomes = [
                land(connection, apart, source, one, run_id=0, intake=intake) for one in chosen
            ]
            broken = {
                entity: connection.execute(
                    f"select rule, count(*) from (select unnest(rules) as rule "
                    f'from quarantine."{entity}") group by 1 order by 2 desc, 1'
                ).fetchall()
                for feed in source.feeds.values()
                for entity in feed.entities
            }
    _show_outcomes(console, outcomes)
    for entity, rules in broken.items():
        for rule, count in rules:
            console.print(f"quarantine {entity} {rule}: {count}", highlight=False)
    _show_columns(console, source, outcomes)
    return all(outcome.status not in ("rejected", "blocked") for outcome in outcomes)


def newest(found: list[Found], limit: int) -> list[Found]:
    """Return the newest ``limit`` deliveries of each feed, oldest first."""
    feeds = dict.fromkeys(one.feed for one in found)
    return [one for feed in feeds for one in [f for f in found if f.feed == feed][-limit:]]


def _show_outcomes(console: Console, outcomes: list[Outcome]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("delivery", "would be", "entity"):
        table.add_column(name)
    for name in ("read", "loaded", "repeated", "quarantined", "not applicable"):
        table.add_column(name, justify="right")
    for outcome in outcomes:
        reason = f" {outcome.rule}: {outcome.detail}" if outcome.rule else ""
        if not outcome.counts:
            table.add_row(outcome.path, outcome.status + reason)
        for entity, one in outcome.counts.items():
            counts = (one.read, one.loaded, one.repeated, one.quarantined, one.not_applicable)
            table.add_row(outcome.path, outcome.status, entity, *(f"{n:,}" for n in counts))
    console.print(table)


def _show_columns(console: Console, source: Source, outcomes: list[Outcome]) -> None:
    unknown = sorted({column for outcome in outcomes for column in outcome.unknown_columns})
    if unknown:
        console.print(f"nothing uses the columns: {', '.join(unknown)}", highlight=False)
    for feed in source.feeds.values():
        for name, entity in feed.entities.items():
            columns = CONTRACTS[name].to_schema().columns
            empty = [column for column in columns if column not in entity.map]
            console.print(f"{name} leaves empty: {', '.join(empty) or 'nothing'}", style="dim")
