"""The working file: what it does with an interrupt, and with somebody who reads it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import duckdb
import pytest

from pipelines import settings as settings_module
from pipelines import warehouse
from pipelines.mendable import MendableError
from pipelines.settings import Settings
from pipelines.warehouse import CHECKPOINT, joined_as_written, open_working

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


@contextmanager
def read(settings: Settings, seconds: float) -> Iterator[None]:
    """Let another process read the working file for a while."""
    script = (
        "import sys, time, duckdb; c = duckdb.connect(sys.argv[1], read_only=True); "
        "print('open', flush=True); time.sleep(float(sys.argv[2]))"
    )
    command = [sys.executable, "-c", script, str(settings.working), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        yield
        reader.kill()


def test_whoever_reads_the_working_file_is_waited_for(tmp_path: Path) -> None:
    settings = settings_module.load(warehouse=tmp_path, threads=1)
    ask(settings, "create table noted (i integer)")
    with read(settings, seconds=0.5):
        ask(settings, "insert into noted values (1)")


def test_whoever_does_not_end_reading_is_said_to_be_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_module.load(warehouse=tmp_path, threads=1)
    ask(settings, "select 1")
    monkeypatch.setattr(warehouse, "READER_SECONDS", 0.2)
    with read(settings, seconds=60), pytest.raises(MendableError, match="another program"):
        ask(settings, "select 1")


def test_the_durable_key_of_python_is_that_of_the_macro(tmp_path: Path) -> None:
    settings = settings_module.load(warehouse=tmp_path, threads=1)
    parts = ("delivery", "shop", "files|ä|2024-01-31")
    with open_working(settings) as connection:
        macro = connection.execute("select durable_key(?, ?, ?)", parts).fetchone()
    assert macro == (warehouse.durable_key(*parts),)


def test_an_error_among_joins_as_written_is_the_one_that_is_raised() -> None:
    with duckdb.connect() as connection:
        with joined_as_written(connection):
            pass
        asked = "select current_setting('disabled_optimizers')"
        assert connection.execute(asked).fetchone() == ("",)
        connection.execute("begin")
        with (
            pytest.raises(duckdb.InvalidInputException, match="the first"),
            joined_as_written(connection),
        ):
            connection.execute("select error('the first')")


def test_a_checkpoint_waits_for_whoever_is_about_to_commit(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "file.duckdb")) as connection:
        connection.execute("create table numbers as select 1 as number")
        with connection.cursor() as other, ThreadPoolExecutor(1) as pool:
            other.execute("begin; update numbers set number = 2")
            with pytest.raises(duckdb.TransactionException, match="Cannot CHECKPOINT"):
                connection.execute("checkpoint")
            folded = pool.submit(connection.execute, CHECKPOINT)
            with pytest.raises(TimeoutError):
                folded.result(0.2)
            other.execute("commit")
            folded.result()
    assert not (tmp_path / "file.duckdb.wal").exists()


def test_what_is_set_for_the_file_holds(tmp_path: Path) -> None:
    settings = settings_module.load(warehouse=tmp_path, threads=1, memory_limit="1GB")
    names = (
        "threads",
        "memory_limit",
        "TimeZone",
        "disabled_compression_methods",
        "write_buffer_row_group_count",
    )
    with open_working(settings) as connection:
        found = [
            connection.execute("select current_setting(?)::varchar", [name]).fetchone()
            for name in names
        ]
    assert found == [("1",), ("953.6 MiB",), ("UTC",), ("FSST",), ("2",)]
