"""The working file: what it does with an interrupt, and with somebody who reads it."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import pytest

from pipelines import settings as settings_module
from pipelines.settings import Settings
from pipelines.warehouse import open_working

ENDLESS = "select sum(a.i * b.i) from range(10_000_000) as a (i), range(10_000_000) as b (i)"


def press_ctrl_c(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def ask(settings: Settings, sql: str) -> None:
    with open_working(settings) as connection:
        connection.execute(sql)


def test_an_interrupt_of_a_query_is_no_error_of_the_query(tmp_path: Path) -> None:
    settings = settings_module.load(warehouse=tmp_path, threads=1)
    ask(settings, "select 1")
    before = signal.signal(signal.SIGALRM, press_ctrl_c)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            ask(settings, ENDLESS)
    finally:
        signal.signal(signal.SIGALRM, before)
