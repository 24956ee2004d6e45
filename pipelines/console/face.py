"""What all commands share: where they print, which project they mean, how errors are told."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import duckdb
import typer
from pydantic import ValidationError
from rich.console import Console

from pipelines import settings as settings_module
from pipelines.attachment import LOCKED
from pipelines.mendable import MendableError
from pipelines.settings import Settings

# Exit status of a command that Ctrl-C ended, as shells have it.
INTERRUPTED = 130


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"


# typer reads annotations at run time, hence Optional.
ProjectOption = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--project",
        "-p",
        metavar="DIR",
        help="The project's folder; default: the one you stand in, or above it.",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How rows are written.")]
AsOfOption = Annotated[
    Optional[datetime],  # noqa: UP045
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="The warehouse as of a past day (2026-03-31), which `run --as-of` built.",
    ),
]


def project_settings(project: Path | None, as_of: datetime | None = None) -> Settings:
    """Read the settings of the named project, or of the one that one stands in, at any depth.

    Raises:
        LookupError: if the folder is no project, or one stands in none.
        MendableError: if its settings are no TOML.

    """
    if project is None:
        project = _project_here()
    if not (project / settings_module.CONFIG_FILE).exists():
        raise LookupError(
            f"{project} is no project: it holds no {settings_module.CONFIG_FILE}; "
            f"make one with `clientele init {project}`"
        )
    try:
        return settings_module.load(project, **({"as_of": as_of.date()} if as_of else {}))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        file = project / settings_module.CONFIG_FILE
        raise MendableError(f"{file}: no valid TOML: {error}") from None


def _project_here() -> Path:
    """Return the project that the environment names, else the nearest folder above that is one."""
    if named := os.environ.get("CLIENTELE_PROJECT"):
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / settings_module.CONFIG_FILE).exists():
            return folder
    raise LookupError(
        f"{here} is in no project: stand in a folder with {settings_module.CONFIG_FILE}, name one "
        "with `--project DIR`, or make one with `clientele init DIR`"
    )


@contextmanager
def told() -> Iterator[Console]:
    """Give a command its console; turn an error that the user can mend into one line and status 2.

    The console is bound to the stream of now, since a run sends what others print elsewhere. Where
    no terminal says how wide it is, tables are not cut.
    """
    from pipelines.landing.source import SourceError
    from pipelines.orchestration.lock import RunLockedError

    try:
        yield Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160)
    except KeyboardInterrupt:
        _fail("interrupted", INTERRUPTED)
    except ValidationError as error:
        _fail(_settings_message(error))
    except (MendableError, LookupError, SourceError, RunLockedError) as error:
        _fail(str(error.args[0] if isinstance(error, LookupError) and error.args else error))
    except duckdb.IOException as error:
        reason = "a run is writing it" if LOCKED in str(error) else "the file cannot be read"
        _fail(f"the warehouse cannot be opened: {reason}; try again when no run is under way")
    except duckdb.Error as error:
        _fail(f"DuckDB refuses the query: {error}")


def _fail(message: str, status: int = 2) -> None:
    err = Console(stderr=True)
    err.print("[red]error:[/red] ", end="")
    err.print(message, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(status) from None


def _settings_message(error: ValidationError) -> str:
    """Name each setting that cannot be used, without the value that was given."""
    faults = [
        f"  {'.'.join(str(part) for part in fault['loc'])}: "
        + ("no such setting" if fault["type"] == "extra_forbidden" else fault["msg"])
        for fault in error.errors(include_input=False, include_url=False)
    ]
    where = f"{settings_module.CONFIG_FILE} or a CLIENTELE_* variable"
    return "\n".join([f"{where} holds what cannot be used:", *faults])
