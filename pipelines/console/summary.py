"""The summary at the end of a run."""

from __future__ import annotations

import json

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.console.execution import Report
from pipelines.console.pasted import display, pasted
from pipelines.publish import kept_back
from pipelines.publish.candidate import OPEN_FILE
from pipelines.settings import Settings

COUNTS = ("read", "loaded", "repeated", "quarantined", "not_applicable", "erased")
LAYERS = {
    "raw": ("raw",),
    "codes and rules": ("codes", "rules"),
    "staging": ("staging",),
    "intermediate": ("intermediate",),
    "core": ("core",),
    "marts": ("marts",),
    "segmentation": ("segmentation",),
    "lifecycle": ("lifecycle",),
}
QUERIES = (
    "select lifecycle_stage_code, count(*) from marts.customer_overview group by all",
    "select * from marts.sales_funnel order by all desc limit 12",
    "select * from meta.publication",
)


def ledger_table(settings: Settings, run_id: int | None = None) -> Table:
    """Return the ledger's counts by source and entity: of one run, or of all."""
    sums = ", ".join(f"sum(records_{name})" for name in COUNTS)
    of_run = f"where d.run_id = {int(run_id)}" if run_id is not None else ""
    with duckdb.connect(str(settings.working), read_only=True) as connection:
        rows = connection.execute(
            f"select e.source, e.entity, count(*), {sums} from ledger.delivery_entity as e "
            f"join ledger.delivery as d using (delivery_id) {of_run} group by 1, 2 order by 1, 2"
        ).fetchall()
    title = "Deliveries of this run" if run_id is not None else "Deliveries so far"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("source")
    table.add_column("entity")
    for name in ("deliveries", *COUNTS):
        table.add_column(name.replace("_", " "), justify="right")
    for source, entity, *counts in rows:
        table.add_row(source, entity, *(f"{count:,}" for count in counts))
    return table


def last_run_id(settings: Settings) -> int:
    """Return the number of the last run that the ledger knows."""
    with duckdb.connect(str(settings.working), read_only=True) as connection:
        row = connection.execute("select max(run_id) from ledger.run").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def model_seconds(settings: Settings) -> dict[str, float]:
    """Return the seconds that dbt spent on each schema in its last run."""
    folder = settings.warehouse / "dbt"
    results = json.loads((folder / "run_results.json").read_text())["results"]
    nodes = json.loads((folder / "manifest.json").read_text())["nodes"]
    seconds: dict[str, float] = {}
    for result in results:
        node = nodes.get(result["unique_id"])
        if node and node["resource_type"] != "test":
            schema = node["schema"]
            seconds[schema] = seconds.get(schema, 0.0) + result["execution_time"]
    return seconds


def layer_table(settings: Settings, report: Report) -> Table:
    """Return tables, rows and seconds of each layer."""
    spent = (
        model_seconds(settings) if (settings.warehouse / "dbt/run_results.json").exists() else {}
    )
    landing = sum(value for step, value in report.seconds.items() if step.startswith("land_"))
    table = Table(title="Layers", title_justify="left", box=None, pad_edge=False)
    table.add_column("layer")
    for name in ("tables", "rows", "seconds"):
        table.add_column(name, justify="right")
    for layer, groups in LAYERS.items():
        rows = [count for group in groups for count in report.rows.get(group, {}).values()]
        seconds = landing if layer == "raw" else sum(spent.get(group, 0.0) for group in groups)
        if rows:
            table.add_row(layer, f"{len(rows)}", f"{sum(rows):,}", f"{seconds:.1f}")
    for step in ("identity", "publication__candidate", "audit", "publication__current"):
        if step in report.seconds:
            label = step.replace("publication__", "")
            table.add_row(label, "", "", f"{report.seconds[step]:.1f}")
    return table


def show(console: Console, settings: Settings, target: Settings, report: Report) -> None:
    """Print what a run came to."""
    if report.interrupted:
        console.print(
            "\nInterrupted: what was committed stays, and the same command goes on from there."
        )
        return
    run_id = last_run_id(settings)
    table = ledger_table(settings, run_id)
    console.print()
    console.print(table if table.row_count else ledger_table(settings))
    console.print()
    if report.rows:
        console.print(layer_table(target, report))
        console.print()
    show_checks(console, report)
    for step, message in report.errors:
        console.print(f"[red]{step}[/red]: ", end="")
        console.print(message, markup=False, highlight=False)
    show_published(console, target, report)


def nothing_new(settings: Settings) -> str:
    """Say that a run had nothing to do; of a version that is held, what lets readers have it."""
    waiting = kept_back(settings)
    if waiting is None:
        return "Nothing new: readers keep their version"
    return (
        f"Nothing new, and held: version {waiting.number} waits, and readers keep theirs until "
        f"`{pasted(settings, 'release')}`"
    )


def show_checks(console: Console, report: Report) -> None:
    """Print how many checks passed, and each one that did not with the command that shows why."""
    failed = sum(failure.blocking for failure in report.failures)
    warns = len(report.failures) - failed
    console.print(f"Checks: {report.passed} passed, {failed} failed, {warns} warned")
    for failure in report.failures:
        word = "[red]failed[/red]" if failure.blocking else "[yellow]warns[/yellow]"
        console.print(f"  {word} {failure.asset} {failure.name}")
        if failure.show:
            console.print(f"         {failure.show}", markup=False, highlight=False, soft_wrap=True)


def show_published(console: Console, settings: Settings, report: Report) -> None:
    """Print where the published file is and what to try on it."""
    file = settings.current / OPEN_FILE
    if not file.exists():
        console.print("\nNothing is published yet.")
        return
    said = {
        "published": f"Published version {report.published}",
        "held": "Built and audited, and held: readers keep their version until "
        f"`{pasted(settings, 'release')}`",
        "unchanged": "Readers keep their version",
    }[report.status]
    if report.success and report.status == "unchanged":
        said = nothing_new(settings)
    console.print(f"\n{said}: {display(file)}", markup=False, highlight=False, soft_wrap=True)
    if report.status == "published":
        day = f"--as-of {settings.as_of.isoformat()} " if settings.as_of else ""
        for query in QUERIES:
            command = pasted(settings, f'query {day}"{query}"')
            console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)
