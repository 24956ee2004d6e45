"""dbt and the auditor, forked from a process that has loaded them.

A run starts both as commands of their own, and loading them takes longer than what they do to a
test's few rows. Here the same commands are forked: the client that a run starts in their place
hands its arguments, environment, folder and streams over and ends with their status. Tests that
kill a run start the commands themselves, so that a kill reaches all that the run has started.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from pipelines.audit import process
from pipelines.orchestration import dbt, dbt_command
from pipelines.settings import ROOT

CLIENT = """#!{python} -SEB
import json, os, signal, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(said).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(said)
    pid = int.from_bytes(server.recv(4), "big")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os.kill(pid, number))
    status = server.recv(1)
sys.exit(status[0] if status else 1)
"""
SECONDS = 60.0


@contextmanager
def commands(folder: Path) -> Iterator[None]:
    """Let runs in this process fork their commands, with the server's socket in ``folder``."""
    address = str(folder / "server")
    for name in ("dbt", "audit"):
        client = folder / name
        client.write_text(CLIENT.format(python=sys.executable, address=address))
        client.chmod(0o700)
    with subprocess.Popen([sys.executable, __file__, address], cwd=ROOT) as server:
        deadline = time.monotonic() + SECONDS
        while not Path(address).exists():
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < deadline, "the server does not come up"
            time.sleep(0.02)
        try:
            with (
                mock.patch.object(dbt_command, "DBT", str(folder / "dbt")),
                mock.patch.object(dbt, "DBT", str(folder / "dbt")),
                mock.patch.object(process, "COMMAND", (str(folder / "audit"),)),
            ):
                yield
        finally:
            server.kill()


def serve(address: str) -> None:
    """Load both commands, and fork one for each client."""
    import dbt.adapters.duckdb
    import dbt.cli.main
    import dbt.task.build  # noqa: F401

    import pipelines.audit.__main__  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{address}.new")
        listener.listen()
        os.rename(f"{address}.new", address)
        while True:
            client, _ = listener.accept()
            with client:
                if os.fork() == 0:
                    listener.close()
                    _attend(client)


def _attend(client: socket.socket) -> None:
    """Fork the command, tell the client its process and, once it has ended, its status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, streams, _, _ = socket.recv_fds(client, 4, 3)
    said = bytearray()
    while len(said) < int.from_bytes(size, "big"):
        said += client.recv(1 << 16)
    arguments, folder, environment = json.loads(said)
    pid = os.fork()
    if pid == 0:
        client.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        _become(arguments)
    for stream in streams:
        os.close(stream)
    client.sendall(pid.to_bytes(4, "big"))
    _, status = os.waitpid(pid, 0)
    client.sendall(bytes([os.waitstatus_to_exitcode(status) % 256]))
    os._exit(0)


def _become(arguments: list[str]) -> None:
    sys.argv = arguments
    status: object = 1
    try:
        if Path(arguments[0]).name == "dbt":
            from dbt.cli.main import cli

            cli()
        else:
            from pipelines.audit.__main__ import main

            status = main()
    except SystemExit as ended:
        status = ended.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    serve(sys.argv[1])
