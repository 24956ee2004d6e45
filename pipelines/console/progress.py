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
        self.done: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        stage = getattr(record, "stage", "")
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(stage, total=None, item="", count="")
            self.done[stage] = 0
        expected = getattr(record, "expected", 0)
        self.totals[stage] += expected
        self.done[stage] += 0 if expected else 1
        total = self.totals[stage] or None
        self.progress.update(
            self.tasks[stage],
            total=total,
            completed=self.done[stage],
            count=f"{self.done[stage]}/{total}" if total else f"{self.done[stage]}",
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
    # On a narrow terminal the item is cut, nothing else.
    columns = (
        TextColumn("{task.description}", table_column=Column(no_wrap=True, min_width=12)),
        BarColumn(bar_width=16, table_column=Column(no_wrap=True, min_width=16)),
        TextColumn("{task.fields[count]}", table_column=Column(no_wrap=True, min_width=7)),
        TimeElapsedColumn(table_column=Column(no_wrap=True, min_width=7)),
        TextColumn("[dim]{task.fields[item]}", table_column=Column(no_wrap=True, ratio=1)),
    )
    with Progress(*columns, console=console, expand=True) as progress:
        handler = _Bars(progress)
        LOGGER.addHandler(handler)
        try:
            yield
        finally:
            LOGGER.removeHandler(handler)
