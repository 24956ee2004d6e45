"""Which files are new: path, size and time first; the content's hash only when these changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.landing.rejection import RejectedError
from pipelines.landing.source import Feed, Source
from pipelines.landing.streaming import WORTH_A_THREAD
from pipelines.settings import Settings

# What stands before a revision's number: the ``.r`` of ``orders-2026-01-31.r2.csv``.
REVISION_MARK = re.compile(r"[._-]?[rv]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A file in ``data/raw`` that belongs to a feed; ``path`` is relative to ``data/raw``."""

    source: str
    feed: str
    path: str
    file: Path
    bytes: int
    modified_ns: int
    delivered_on: date | None
    revision: int
    stem: str


def find(settings: Settings, source: Source) -> list[Found]:
    """List the files of a source's feeds, in order of delivery date and path."""
    found = []
    for name, feed in source.feeds.items():
        for file in settings.raw.glob(feed.files):
            if file.is_file():
                found.append(describe(settings, source.source, name, feed, file))
    return sorted(found, key=lambda one: (one.delivered_on or date.min, one.path))


def unclaimed(settings: Settings, sources: Iterable[Source]) -> list[str]:
    """List the files among the deliveries that no feed's pattern matches, hidden ones apart."""
    claimed = {one.path for source in sources for one in find(settings, source)}
    lying = (file.relative_to(settings.raw) for file in settings.raw.rglob("*") if file.is_file())
    visible = (path.as_posix() for path in lying if not any(p.startswith(".") for p in path.parts))
    return sorted(set(visible) - claimed)


def describe(settings: Settings, source: str, name: str, feed: Feed, file: Path) -> Found:
    """Read date and revision from a file's path; the feed itself may state the date."""
    path = file.relative_to(settings.raw).as_posix()
    status = file.stat()
    match = re.search(feed.date, path) if feed.date else None
    groups = match.groupdict() if match else {}
    stem = path
    if match and groups.get("revision"):
        start, end = match.span("revision")
        stem = REVISION_MARK.sub("", path[:start]) + path[end:]
    return Found(
        source=source,
        feed=name,
        path=path,
        file=file,
        bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
        delivered_on=feed.delivered_on or delivery_date(groups),
        revision=int(groups.get("revision") or 1),
        stem=stem,
    )


def delivery_date(groups: dict[str, str | None]) -> date | None:
    """Build the delivery date from a pattern's groups; ``None`` if it is no date."""
    text = groups.get("date") or "-".join(
        groups.get(part) or "" for part in ("year", "month", "day")
    )
    parts = re.fullmatch(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})|(\d{2})(\d{2}))", text)
    try:
        return date(*(int(part) for part in parts.groups() if part)) if parts else None
    except ValueError:
        return None


def content_hash(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def hash_and_look(found: Found, look_through: Callable[[Path], None]) -> str:
    """Return the hash of a delivery's content; of a large one while its reader looks through it."""
    if found.bytes < WORTH_A_THREAD:
        return content_hash(found.file)
    with ThreadPoolExecutor(1, "landing-hash") as pool:
        digest = pool.submit(content_hash, found.file)
        with suppress(RejectedError):
            look_through(found.file)
        return digest.result()


def unseen(connection: duckdb.DuckDBPyConnection, found: list[Found]) -> list[Found]:
    """Return those whose path, feed, size or time the ledger does not know."""
    known = {
        (source, feed, path): (size, modified)
        for source, feed, path, size, modified in connection.execute(
            "select source, feed, path, bytes, modified_ns from ledger.file"
        ).fetchall()
    }
    return [
        one
        for one in found
        if known.get((one.source, one.feed, one.path)) != (one.bytes, one.modified_ns)
    ]
