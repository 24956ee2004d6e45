"""Live progress by stage on a terminal, plain lines otherwise."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column

from pipelines.orchestration.progress import LOGGER


class _Bars(logging.Handler):
    """One bar a stage, in the order in which stages begin."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}
        self.totals: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        stage = getattr(record, "stage", "")
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(stage, total=None, item="")
        expected = getattr(record, "expected", 0)
        self.totals[stage] += expected
        self.progress.update(
            self.tasks[stage],
            total=self.totals[stage] or None,
            advance=0 if expected else 1,
            item=record.getMessage(),
        )


class _Lines(logging.Handler):
    """One line an item, with the seconds since the start."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.started = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        if not record.getMessage():
            return
        stage = getattr(record, "stage", "")
        seconds = time.monotonic() - self.started
        self.console.print(
            f"{seconds:7.1f}s  {stage:<14} {record.getMessage()}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


@contextmanager
def shown(console: Console) -> Iterator[None]:
    """Show what the stages report until the block ends."""
    if not console.is_terminal:
        handler: logging.Handler = _Lines(console)
        LOGGER.addHandler(handler)
        try:
            yield
        finally:
            LOGGER.removeHandler(handler)
        return
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[item]}", table_column=Column(no_wrap=True)),
    )
    with Progress(*columns, console=console) as progress:
        handler = _Bars(progress)
        LOGGER.addHandler(handler)
        try:
            yield
        finally:
            LOGGER.removeHandler(handler)
