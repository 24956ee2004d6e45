"""Small deliveries, each read and judged by a thread while the one before it is written.

DuckDB, polars and Arrow let go of Python's lock while they work, so that the two take less time
than one after the other. Nothing is written ahead: what was read waits in memory for its turn, and
an error in it is raised there.

Belongs here: which deliveries are read ahead, and the thread. Does not belong here: how a delivery
is read (``contents``), or what becomes of it (``land``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from pipelines.landing import ledger, readers
from pipelines.landing.contents import Contents, stamped
from pipelines.landing.detection import Found, hash_and_look
from pipelines.landing.inserts import NotBegunError
from pipelines.landing.source import Source
from pipelines.settings import Settings

# A larger file is read by itself, so that no two of them are in memory at once.
SMALL = 2**20


@dataclass(frozen=True)
class Ahead:
    """A delivery that a thread reads, or has read: its content's hash, then its records."""

    digest: Future[str]
    contents: Future[Contents]

    def read(self) -> Contents | None:
        """Return the records, once they are read; nothing, if they were too many to wait.

        Raises:
            RejectedError: if the file is not what its source says.
            SourceError: if the source's mapping cannot be bound.

        """
        try:
            return self.contents.result()
        except NotBegunError:
            return None


class ReadAhead:
    """The one thread that reads ahead; whoever it is opened for asks for deliveries in order."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        intake: duckdb.DuckDBPyConnection,
        settings: Settings,
        source: Source,
        run_id: int,
    ) -> None:
        self.connection = connection
        self.intake = intake
        self.settings = settings
        self.source = source
        self.run_id = run_id
        self.pool = ThreadPoolExecutor(1, "landing-delivery-ahead")

    def each(self, new: Sequence[Found]) -> Iterator[tuple[Found, Ahead | None]]:
        """Yield the deliveries in their order, the small ones with what is read of them.

        While one is out, the next is read, unless either is large.
        """
        ahead: Ahead | None = None
        for found, following in zip(new, [*new[1:], None], strict=True):
            now = ahead or self._begin(found)
            ahead = self._begin(following) if now and following else None
            yield found, now

    def _begin(self, found: Found) -> Ahead | None:
        if found.bytes > SMALL or found.delivered_on is None:
            return None
        reader = readers.reader(self.source.feeds[found.feed].reader)
        digest = self.pool.submit(hash_and_look, found, reader.look_through)
        return Ahead(digest, self.pool.submit(self._read, found, digest))

    def _read(self, found: Found, digest: Future[str]) -> Contents:
        delivery_id = ledger.content_key(self.source, found, digest.result())
        contents = Contents(
            self.connection,
            self.settings,
            self.source,
            found,
            stamped(self.source, found, delivery_id, self.run_id),
            is_ahead=True,
        )
        contents.read(self.intake)
        return contents


@contextmanager
def reading_ahead(
    connection: duckdb.DuckDBPyConnection,
    intake: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    run_id: int,
) -> Iterator[ReadAhead]:
    """Open the thread that reads ahead; at the end, wait for what it reads and forget it."""
    ahead = ReadAhead(connection, intake, settings, source, run_id)
    try:
        yield ahead
    finally:
        ahead.pool.shutdown(cancel_futures=True)
