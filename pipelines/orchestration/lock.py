"""One DuckDB file has one writer: a run holds an OS lock, which the kernel frees when it dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pipelines.settings import Settings


class RunLockedError(RuntimeError):
    """Another run works on this warehouse."""


@contextmanager
def run_lock(settings: Settings, *, wait: bool = False) -> Iterator[None]:
    """Hold the warehouse's run lock; with ``wait``, after whoever holds it has let go of it.

    Waiting needs no limit: only a living process holds the lock.

    Raises:
        RunLockedError: if another process holds it, and it is not to be waited for.

    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock)
    try:
        lock.acquire(timeout=-1 if wait else 0, poll_interval=0.5)
    except Timeout:
        raise RunLockedError(
            f"another run works on {settings.warehouse}: wait until it ends and start again"
        ) from None
    try:
        yield
    finally:
        lock.release()
