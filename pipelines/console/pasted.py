"""Commands and paths as they are printed: whoever pastes one gets what it promises."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from pipelines.audit.process import PAGE
from pipelines.settings import Settings


def display(path: Path) -> str:
    """Return a path relative to where the user stands, when it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def pasted(settings: Settings, command: str) -> str:
    """Return a command of ``clientele`` that means this project, named unless one stands in it."""
    if Path.cwd().resolve() == settings.project:
        return f"clientele {command}"
    return f"clientele {command} --project {shlex.quote(str(settings.project))}"


def results_page(settings: Settings) -> str:
    """Return where the last audit's page lies: it went with its candidate, if that is published."""
    page = settings.warehouse / "candidate" / PAGE
    return display(page if page.exists() else (settings.current / PAGE).resolve())


def run_command(settings: Settings) -> str:
    """Return the command that builds what ``settings`` mean: today's version or a past day's."""
    return pasted(settings, f"run{_day(settings)}")


def _day(settings: Settings) -> str:
    return f" --as-of {settings.as_of.isoformat()}" if settings.as_of else ""


def showing_rows(settings: Settings, check: str) -> str:
    """Return the command that shows the rows which fail a dbt test; empty if it has none.

    The rows lie where the test ran: in the working file, or in that of the past day.
    """
    sql = compiled(settings, check)
    if sql is None:
        return ""
    return pasted(settings, f"query --working{_day(settings)} --file {shlex.quote(str(sql))}")


def compiled(settings: Settings, check: str) -> Path | None:
    """Return the SQL that dbt ran for a test; dbt shortens the file's name, not the test's."""
    folder = settings.target.warehouse / "dbt"
    nodes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
    names = [Path(node["path"]).name for node in nodes if node["name"] == check]
    found = [path for name in names for path in (folder / "compiled").rglob(name)]
    return min(found, default=None)
