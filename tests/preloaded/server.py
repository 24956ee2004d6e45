"""Fork a process for each request: ``python -m preloaded.server SOCKET``.

Ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, NoReturn

from preloaded import AUDIT, DBT


def load() -> dict[str, Callable[[], object]]:
    """Load all that is asked for, and return what does it."""
    import dbt.adapters.duckdb
    import dbt.cli.main
    import dbt.task.build
    import great_expectations

    import pipelines.audit.command
    from pipelines.orchestration import dbt_ahead

    loaded = (dbt.adapters.duckdb, dbt.task.build, great_expectations, pipelines.audit.command)
    assert all(loaded)
    return {
        DBT: dbt_ahead.command,
        AUDIT: lambda: runpy.run_module("pipelines.audit", run_name="__main__", alter_sys=True),
    }


def serve(path: str) -> None:
    """Listen until standard input ends."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(16)
        print("listening", flush=True)
        doing = load()
        running: list[int] = []
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            running = [child for child in running if os.waitpid(child, os.WNOHANG) == (0, 0)]
            asker, _ = listener.accept()
            with asker:
                request = receive(asker)
                if request.asked[0] in doing:
                    running.append(fork(partial(attend, asker, request, doing)))
                else:
                    while running:
                        os.waitpid(running.pop(), 0)
                    asker.send(bytes([0]))
            close(request.streams)


class Request(NamedTuple):
    """What is asked for with its arguments, and where it is to be done."""

    asked: list[str]
    folder: str
    environment: dict[str, str]
    streams: list[int]


def receive(asker: socket.socket) -> Request:
    """Read a request of ``client``."""
    head, streams, _, _ = socket.recv_fds(asker, 8, 3)
    message = b""
    while len(message) < int.from_bytes(head, "big"):
        message += asker.recv(1 << 16)
    return Request(*json.loads(message), streams)


def fork(work: Callable[[], object]) -> int:
    """Let a child do the work; return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def attend(
    asker: socket.socket, request: Request, doing: dict[str, Callable[[], object]]
) -> NoReturn:
    """Have it done; pass signals on, and kill what is done for one who is gone."""

    def work() -> None:
        for number, stream in enumerate(request.streams):
            os.dup2(stream, number)
        close(request.streams)
        asker.close()
        os.setsid()
        os.chdir(request.folder)
        os.environ.clear()
        os.environ.update(request.environment)
        sys.argv = request.asked
        doing[request.asked[0]]()

    worker = fork(work)
    close(request.streams)
    ended = os.pidfd_open(worker)
    while asker in select.select([asker, ended], [], [])[0]:
        said = asker.recv(1)
        os.kill(worker, said[0] if said else signal.SIGKILL)
        if not said:
            os.waitpid(worker, 0)
            os._exit(0)
    _, status = os.waitpid(worker, 0)
    code = os.waitstatus_to_exitcode(status)
    asker.send(bytes([code if code >= 0 else 128 - code]))
    os._exit(0)


def close(streams: list[int]) -> None:
    """Close streams of who asked."""
    for stream in streams:
        os.close(stream)


if __name__ == "__main__":
    serve(sys.argv[1])
