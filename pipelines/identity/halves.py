"""Half of the work in a second process: Python computes on one core at a time.

Belongs here: how rows get there and back. Does not belong here: what is made of them; a process of
its own, and not a copy of this one, since this one may have threads and an open database.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from types import ModuleType
from typing import BinaryIO

import pyarrow as pa

# A process that starts costs half a second, in which about as many rows as this are done here.
FEW = 50_000
BATCH_ROWS = 50_000

Step = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def in_halves(
    module: ModuleType, step: Step, rows: pa.Table, schema: pa.Schema, *arguments: str
) -> pa.Table:
    """Return what a pure ``step`` makes of ``rows``, in their order.

    ``module`` has the step, and calls ``serve`` with it when it is run as a program, with
    ``arguments`` where the step is made of some.

    Raises:
        RuntimeError: if the other process ends without an answer; the message is what it said.

    """
    if rows.num_rows < FEW:
        return pa.Table.from_batches(step(rows.to_batches(BATCH_ROWS)), schema)
    half = rows.num_rows // 2
    # Files without a name, which nobody else reads and no crash leaves behind: a pipe of this size
    # would be filled in small pieces, each of which waits for Python.
    with TemporaryFile() as given, TemporaryFile() as answer, TemporaryFile() as said:
        with pa.ipc.new_stream(given, rows.schema) as out:
            out.write_table(rows.slice(half), max_chunksize=BATCH_ROWS)
        given.seek(0)
        command = [sys.executable, "-P", "-m", module.__name__, *arguments]
        with subprocess.Popen(command, stdin=given, stdout=answer, stderr=said) as process:  # noqa: S603 - ours
            try:
                own = pa.Table.from_batches(
                    step(rows.slice(0, half).to_batches(BATCH_ROWS)), schema
                )
                process.wait()
            finally:
                process.kill()
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace"))
        answer.seek(0)
        return pa.concat_tables([own, pa.ipc.open_stream(answer).read_all()])


def serve(step: Step, schema: pa.Schema, source: BinaryIO, sink: BinaryIO) -> None:
    """Do the other half: read batches, write what ``step`` makes of them."""
    with pa.ipc.open_stream(source) as batches, pa.ipc.new_stream(sink, schema) as out:
        for batch in step(batches):
            out.write_batch(batch)
