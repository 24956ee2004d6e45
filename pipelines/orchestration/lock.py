"""One DuckDB file has one writer: a run holds an OS lock, which the kernel frees when it dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pipelines.settings import Settings


class RunLockedError(RuntimeError):
    """Another run works on this warehouse."""


@contextmanager
def run_lock(settings: Settings) -> Iterator[None]:
    """Hold the warehouse's run lock.

    Raises:
        RunLockedError: if another process holds it.

    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunLockedError(
            f"another run works on {settings.warehouse}: wait until it ends"
        ) from None
    try:
        yield
    finally:
        lock.release()
