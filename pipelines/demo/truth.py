"""What only the generator knows, written beside the deliveries and never read by the pipeline.

``party.csv``: which true party (``entity``) each source record is. ``dirt.csv``: each rule that a
record, line or file breaks. A record number counts the well-formed records of the delivery as read
(of a nested list, the elements of all lists), a line number the lines of the file; both from 1.

Belongs here: how the truth is written. Does not belong here: how dirt is made (``dirt``,
``irregular``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.demo.dirt import Trace
from pipelines.demo.feed import Feed
from pipelines.demo.irregular import REJECTED, Irregular

SCHEMA = {
    "source": pl.String,
    "feed": pl.String,
    "path": pl.String,
    "entity": pl.String,
    "record": pl.Int64,
    "line": pl.Int64,
    "rule": pl.String,
    "kind": pl.String,
    "outcome": pl.String,
}
REJECTIONS = {rule for _, rule in REJECTED.values()}


class Truth:
    """Collects dirt as it is written."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []

    def add_records(self, feed: Feed, path: str, traces: list[Trace]) -> None:
        """Note the bad records of a delivery."""
        for trace in traces:
            outcome = "loaded" if trace.rule == "duplicate" else "quarantined"
            self.rows.append((feed.source, feed.name, path, *trace, outcome))

    def add_file(self, feed: Feed, file: Irregular) -> None:
        """Note an irregular file; what was bad in a superseded one no longer counts."""
        outcome = "rejected" if file.rule in REJECTIONS else file.rule
        if file.rule == "superseded":
            self.rows = [(*row[:-1], outcome) if row[2] == file.path else row for row in self.rows]
        self.rows.append(
            (feed.source, feed.name, file.path, None, None, None, file.rule, file.kind, outcome)
        )

    def write(self, folder: Path, records: pl.DataFrame, parties: pl.DataFrame) -> None:
        """Write ``party.csv`` and ``dirt.csv``."""
        folder.mkdir(parents=True, exist_ok=True)
        who = parties.select(
            "entity",
            party_type=pl.when("is_person")
            .then(pl.lit("person"))
            .otherwise(pl.lit("organisation")),
            party_kind="kind",
            behaviour="behaviour",
            lives_with="lives_with",
        )
        records.join(who, on="entity", how="left", maintain_order="left").sort(
            "source", "party_id"
        ).write_csv(folder / "party.csv")
        pl.DataFrame(self.rows, schema=SCHEMA, orient="row").write_csv(folder / "dirt.csv")
