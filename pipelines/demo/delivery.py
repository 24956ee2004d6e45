"""From feeds to files, and what is wrong with them to the truth.

Belongs here: one delivery after the other. Does not belong here: what it says, and how bytes are
made of it (``writers``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.demo.dirt import Dirt
from pipelines.demo.feed import Feed
from pipelines.demo.irregular import Irregular, irregular_files, late_path, with_late_delivery
from pipelines.demo.truth import Truth
from pipelines.demo.writers import content, write_bytes


def deliver(feed: Feed, target: Path, dirt: Dirt, truth: Truth) -> Iterator[int]:
    """Write all deliveries of a feed; yields the number of rows of each."""
    late, feed = late_path(feed), with_late_delivery(feed)
    for on in feed.dates:
        tables = feed.tables(on)
        count = sum(rows.height for rows in tables.values())
        if not count:
            continue  # systems send nothing when there is nothing to say
        path = feed.file(on)
        soiled = dirt.soil(tables, on)
        write_bytes(content(feed, soiled.tables, soiled.extra_lines), target / path)
        truth.add_records(feed, path, soiled.traces)
        if path == late:
            truth.add_file(feed, Irregular(path, "late", "months_late"))
        yield count
    for file in irregular_files(feed, target):
        truth.add_file(feed, file)
        yield 0
