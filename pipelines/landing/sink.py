"""Where the records of one entity of one delivery go: raw, quarantine, or the count of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.landing.arrow_types import arrow_type
from pipelines.landing.entity_sql import IS_APPLICABLE, MASK, EntitySql, alias
from pipelines.landing.mapping import literal, quoted
from pipelines.landing.readers import Fault
from pipelines.landing.source import Entity
from pipelines.landing.verdict import judge
from pipelines.warehouse import contract_types
from schemas import CONTRACTS

MALFORMED = "*:malformed"
FLUSH_ROWS = 1_000_000
FLUSH_BYTES = 128 * 2**20


@dataclass(frozen=True)
class Stamp:
    """What every row of a delivery carries."""

    source: str
    zone: str
    delivery_id: int
    delivered_on: date
    run_id: int

    @property
    def end_of_day(self) -> datetime:
        """The end of the delivery's day in the source's zone, as UTC without zone."""
        midnight = datetime.combine(self.delivered_on + timedelta(1), time(), ZoneInfo(self.zone))
        return midnight.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


@dataclass
class Counts:
    """The ledger's line of one entity of one delivery; its parts sum up to ``read``."""

    read: int = 0
    loaded: int = 0
    repeated: int = 0
    quarantined: int = 0
    not_applicable: int = 0
    erased: int = 0

    @property
    def is_conserved(self) -> bool:
        """True when every record that was read is accounted for, once."""
        return self.read == (
            self.loaded + self.repeated + self.quarantined + self.not_applicable + self.erased
        )


class Sink:
    """Takes the batches of one entity of one delivery, within the writer's transaction."""

    def __init__(
        self,
        writer: duckdb.DuckDBPyConnection,
        name: str,
        entity: Entity,
        sql: EntitySql,
        columns: list[str],
        stamp: Stamp,
    ) -> None:
        self.writer = writer
        self.name = name
        self.entity = entity
        self.sql = sql
        self.columns = columns
        self.stamp = stamp
        self.counts = Counts()
        self.pending: list[pa.Table] = []
        self.contract = CONTRACTS[name]
        self.types = contract_types(self.contract)
        declared = self.contract.to_schema().columns
        roles = {column: (one.metadata or {}).get("role") for column, one in declared.items()}
        self.key = [column for column, role in roles.items() if role in ("key", "document")]
        self.event_times = [column for column, role in roles.items() if role == "event_time"]
        self.mapped = tuple(column for column in self.types if column in entity.map)
        self.target = f"raw.{quoted(name)}"
        if entity.collapse:
            self.target = f"landing_{name}"
            body = ", ".join(f"{quoted(c)} {kind}" for c, kind in self.types.items())
            writer.execute(f"create or replace temp table {self.target} ({body}, _record bigint)")

    def take(self, batch: pa.Table, records: pa.Array) -> None:
        """Land a batch; ``records`` are the numbers of its rows within the delivery."""
        self.counts.read += batch.num_rows
        applicable = batch[alias(self.name, IS_APPLICABLE)]
        if not pc.all(applicable).as_py():
            batch = batch.filter(applicable)
            records = records.filter(applicable.combine_chunks())
        self.counts.not_applicable += self.counts.read - self._seen() - batch.num_rows
        if not batch.num_rows:
            return
        entity_rows = self._contract_columns(batch)
        broken = self._judge(entity_rows, batch)
        if broken:
            bad = np.zeros(batch.num_rows, dtype=bool)
            bad[list(broken)] = True
            self._quarantine(batch.filter(pa.array(bad)), entity_rows, records, broken)
            good = pa.array(~bad)
            entity_rows, records = entity_rows.filter(good), records.filter(good)
        self._load(entity_rows, records)

    def _seen(self) -> int:
        return self.counts.loaded + self.counts.quarantined + self.counts.not_applicable

    def _contract_columns(self, batch: pa.Table) -> pa.Table:
        arrays: dict[str, Any] = {}
        for column, kind in self.types.items():
            if column in self.sql.direct:
                arrays[column] = batch[self._source_column(self.sql.direct[column])]
            elif quoted(alias(self.name, column)) in self.sql.outer:
                arrays[column] = batch[alias(self.name, column)]
            elif column.endswith("_source"):
                arrays[column] = pa.repeat(self.stamp.source, batch.num_rows)
            else:
                arrays[column] = pa.nulls(batch.num_rows, arrow_type(kind))
        return pa.table(arrays)

    def _source_column(self, name: str) -> str:
        return next(column for column in self.columns if column.lower() == name.lower())

    def _judge(self, rows: pa.Table, batch: pa.Table) -> dict[int, list[str]]:
        """Return the broken rules by position: conversions, the contract's, the calendar's."""
        frame = pl.DataFrame(pl.from_arrow(rows))
        broken = judge(self.contract, frame, self.mapped)
        mask = batch[alias(self.name, MASK)].to_numpy()
        for index in np.flatnonzero(mask):
            failed = [rule for bit, rule in enumerate(self.sql.rules) if mask[index] >> bit & 1]
            named = {rule.split(":")[0] for rule in failed}
            # A value that could not be converted is null; that it is missing is no second fault.
            others = [
                rule
                for rule in broken.get(int(index), [])
                if rule.split(":") not in [[column, "not_nullable"] for column in named]
            ]
            broken[int(index)] = list(dict.fromkeys(failed + others))
        for column in self.event_times:
            bound = (
                self.stamp.end_of_day
                if frame[column].dtype == pl.Datetime
                else (self.stamp.delivered_on + timedelta(1))
            )
            for index in (frame[column] >= bound).fill_null(False).arg_true():
                broken.setdefault(index, []).append(f"{column}:not_after_delivery")
        return broken

    def _load(self, rows: pa.Table, records: pa.Array) -> None:
        """Put rows aside until they are worth a statement.

        A row group that one statement fills costs half of one that several do.
        """
        if rows.num_rows:
            self.counts.loaded += rows.num_rows
            self.pending.append(rows.append_column("_record", records))
            size = sum(table.nbytes for table in self.pending)
            if sum(map(len, self.pending)) >= FLUSH_ROWS or size >= FLUSH_BYTES:
                self._flush()

    def _flush(self) -> None:
        if not self.pending:
            return
        stamp = "" if self.entity.collapse else f", {self._stamp_before_record()}"
        columns = ", ".join(quoted(column) for column in self.types)
        rest = f", _record, {self._stamp_after_record()}" if stamp else ", _record"
        self._insert(
            f"insert into {self.target} select {columns}{stamp}{rest} from landing_batch",
            pa.concat_tables(self.pending),
        )
        self.pending = []

    def _stamp_before_record(self) -> str:
        stamp = self.stamp
        return f"{literal(stamp.source)}, {stamp.delivery_id}"

    def _stamp_after_record(self) -> str:
        return f"date '{self.stamp.delivered_on}', {self.stamp.run_id}"

    def _quarantine(
        self, failing: pa.Table, rows: pa.Table, records: pa.Array, broken: dict[int, list[str]]
    ) -> None:
        positions = sorted(broken)
        keys = [self._key_text(rows, position) for position in positions]
        waiting = failing.select(self.columns)
        waiting = waiting.append_column("_landing.key", pa.array(keys, pa.string()))
        waiting = waiting.append_column("_landing.rules", pa.array([broken[p] for p in positions]))
        waiting = waiting.append_column("_landing.record", records.take(pa.array(positions)))
        self.counts.quarantined += len(positions)
        fields = ", ".join(f"{quoted(name)} := {quoted(name)}" for name in self.columns)
        self._insert(
            f"insert into quarantine.{quoted(self.name)} select {literal(self.stamp.source)}, "
            f'{self.stamp.delivery_id}, "_landing.record", null, {self._stamp_after_record()}, '
            f'"_landing.key", "_landing.rules", to_json(struct_pack({fields})) from landing_batch',
            waiting,
        )

    def _key_text(self, rows: pa.Table, position: int) -> str | None:
        parts = [rows[column][position].as_py() for column in self.key]
        return None if not parts or None in parts else "|".join(str(part) for part in parts)

    def take_faults(self, faults: Sequence[Fault]) -> None:
        """Quarantine lines that are no records at all."""
        self.counts.read += len(faults)
        self.counts.quarantined += len(faults)
        lines = pa.table(
            {
                "line": pa.array([fault.line for fault in faults], pa.int64()),
                "text": pa.array([fault.text for fault in faults], pa.string()),
            }
        )
        self._insert(
            f"insert into quarantine.{quoted(self.name)} select {literal(self.stamp.source)}, "
            f"{self.stamp.delivery_id}, null, line, {self._stamp_after_record()}, null, "
            f"[{literal(MALFORMED)}], json_object('line', text) from landing_batch",
            lines,
        )

    def _insert(self, sql: str, rows: pa.Table) -> None:
        self.writer.register("landing_batch", rows)
        try:
            self.writer.execute(sql)
        finally:
            self.writer.unregister("landing_batch")

    def close(self) -> Counts:
        """Finish: exact repeats within the delivery are counted and land once."""
        self._flush()
        if self.entity.collapse:
            columns = ", ".join(quoted(column) for column in self.types)
            inserted = self.writer.execute(
                f"insert into raw.{quoted(self.name)} select {columns}, "
                f"{self._stamp_before_record()}, min(_record), {self._stamp_after_record()} "
                f"from {self.target} group by {columns} order by min(_record)"
            ).fetchone()
            kept = int(inserted[0]) if inserted else 0
            self.counts.repeated += self.counts.loaded - kept
            self.counts.loaded = kept
            self.writer.execute(f"drop table {self.target}")
        return self.counts
