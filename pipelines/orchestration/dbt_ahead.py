"""The ``clientele-dbt`` command, and dbt that has loaded and parsed before its command is known.

Loading and parsing are seconds of one core in which dbt needs nothing that a run makes; they pass
while identity is resolved. The command then hands what it was asked to that process, with its own
output, and ends as that one ends.

Belongs here: the command, the process, and both ends of the line between them. Does not belong
here: which command is run (``dbt``), or what takes time to import: the command is this module.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipelines.collector import collect_seldom

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg

# Where the command finds the process; without it, or if nobody answers there, it does the work.
ADDRESS = "CLIENTELE_DBT_AHEAD"
# Bytes of a number on the line.
NUMBER = 10
# The exit status of a process that ended without one: that of an error unknown to dbt.
LOST = 2


class DbtAhead:
    """A process that parses the project, then waits for one command.

    It ends by itself when this process does, for as long as it waits.
    """

    command: ClassVar[list[str]] = [sys.executable, "-P", "-m", __name__]

    def __init__(self, flags: list[str], environment: Mapping[str, str], files: object) -> None:
        """Start it with the flags and variables that decide what dbt parses.

        ``files`` is kept to be compared: what is parsed now.

        Raises:
            OSError: if there is no place for its socket, or no process to be had.

        """
        self.files = files
        self._folder = tempfile.TemporaryDirectory(prefix="clientele-")
        self._address = str(Path(self._folder.name) / "dbt")
        with contextlib.ExitStack() as undone, socket.socket(socket.AF_UNIX) as listener:
            undone.callback(self._folder.cleanup)
            listener.bind(self._address)
            listener.listen(1)
            self._process = subprocess.Popen(  # noqa: S603 - own module
                [*self.command, str(listener.fileno()), *flags],
                env=os.environ | environment | {"PYTHONUNBUFFERED": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
                # Ctrl-C is the command's to pass on.
                process_group=0,
            )
            undone.pop_all()

    @property
    def environment(self) -> dict[str, str]:
        """The variable by which the ``clientele-dbt`` command finds the process."""
        return {ADDRESS: self._address}

    def close(self) -> None:
        """End the process, unless a command that it was given has ended it."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


def command() -> None:
    """Do what the ``dbt`` command does, with the same arguments and the same exit status."""
    if address := os.environ.pop(ADDRESS, None):
        status = hand_over(address, sys.argv[1:])
        if status is not None:
            sys.exit(status)
    collect_seldom()
    from dbt.cli.main import cli

    cli()


def hand_over(address: str, arguments: list[str]) -> int | None:
    """Let the process at ``address`` do what the command was asked; return its exit status.

    None if nobody is there to do it: nothing was begun then. From when it has begun, an interrupt
    of this process is one of that.
    """
    request = {"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.connect(address)
        said = json.dumps(request).encode()
        socket.send_fds(line, [_number(len(said))], [sys.stdout.fileno(), sys.stderr.fileno()])
        line.sendall(said)
        if process := line.recv(NUMBER):
            # What a shell starts aside is told to ignore interrupts, and does.
            if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
                signal.signal(signal.SIGINT, lambda *_: _interrupt(int(process)))
            return _await_status(line)
    return None


def _interrupt(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGINT)


def _await_status(line: socket.socket) -> int:
    answer = b""
    with contextlib.suppress(OSError):
        answer = line.recv(1)
    if answer:
        return answer[0]
    print("dbt's process ended before its work was over", file=sys.stderr)
    return LOST


def _serve(listener: socket.socket, flags: list[str]) -> None:
    """Load, parse, wait for a command, do it and say how it ended."""
    from dbt.cli.main import dbtRunner

    parsed = dbtRunner().invoke(["--quiet", "--no-write-json", "parse", *flags])
    # What standard input has to say is that the process which started this one has ended.
    ready, _, _ = select.select([listener, sys.stdin], [], [])
    # The one command that may come holds the line; whoever started this may be killed.
    shutil.rmtree(Path(listener.getsockname()).parent, ignore_errors=True)
    if not parsed.success or sys.stdin in ready:
        return
    line, _ = listener.accept()
    listener.close()
    # Interrupts are those that the command passes on, whatever whoever started this ignores.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = _take_over(line)
    over = threading.Event()
    threading.Thread(target=_end_with, args=(line, over), daemon=True).start()
    status = _do(arguments, parsed.result)
    # Whoever is told of the end reads to the end of the output.
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    over.set()
    line.sendall(bytes([status]))
    os._exit(0)


def _do(arguments: list[str], manifest: object) -> int:
    """Do what the command was asked, and close the warehouse; return the exit status.

    DuckDB writes its file out while dbt writes what it has to say of the run.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import cli
    from dbt.events.types import EndRunResult

    closing = threading.Thread(target=DuckDBConnectionManager.close_all_connections)

    def close_early(event: EventMsg) -> None:
        # The last node is done, and no hook follows. What opens the file again closes it again.
        if event.info.name == EndRunResult.__name__ and not closing.ident:
            closing.start()

    status = 1
    try:
        cli.main(arguments, "clientele-dbt", obj={"manifest": manifest, "callbacks": [close_early]})
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        # A second interrupt too: whoever asked is told, and no thread of dbt's is waited for.
        traceback.print_exc()
    # There is nothing left to interrupt, and whoever is told may open the warehouse at once.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if closing.ident:
        closing.join()
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    return status


def _take_over(line: socket.socket) -> list[str]:
    """Become what the command at the other end is: its output, its variables, its folder."""
    length, streams, _, _ = socket.recv_fds(line, NUMBER, 2)
    with line.makefile("rb") as stated:
        request = json.loads(stated.read(int(length)))
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    line.sendall(_number(os.getpid()))
    return list(request["arguments"])


def _end_with(line: socket.socket, over: threading.Event) -> None:
    """End this process when the command at the other end ends before its work is over."""
    with contextlib.suppress(OSError):
        line.recv(1)
    if not over.is_set():
        os._exit(LOST)


def _number(number: int) -> bytes:
    return str(number).rjust(NUMBER).encode()


if __name__ == "__main__":
    collect_seldom()
    _serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
