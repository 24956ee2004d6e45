"""The command in a process that can be killed, forked from one that has loaded Dagster already."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.process import BaseProcess
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["pipelines.cli", "pipelines.definitions", "pipelines.console.summary"]
)


def start(arguments: list[str], variables: dict[str, str], printed: Path) -> BaseProcess:
    """Start the command as the head of a process group of its own; it prints into a file."""
    process = FORKS.Process(target=_command, args=(arguments, variables, printed))
    process.start()
    return process


def _command(arguments: list[str], variables: dict[str, str], printed: Path) -> None:
    os.setsid()
    os.environ.update(variables)
    with printed.open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    import preloaded

    from pipelines.cli import main

    preloaded.use()
    main(arguments)
