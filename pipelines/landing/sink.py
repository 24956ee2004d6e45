"""Where the records of one entity of one delivery go: raw, quarantine, or the count of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.landing.arrow_types import arrow_type
from pipelines.landing.entity_sql import IS_APPLICABLE, MASK, EntitySql, alias
from pipelines.landing.inserts import BATCH, Inserts, Pending
from pipelines.landing.quarantine import Quarantine
from pipelines.landing.readers import Fault
from pipelines.landing.source import Entity
from pipelines.landing.stamp import Counts, Stamp
from pipelines.landing.verdict import judge
from pipelines.sql_text import quoted
from pipelines.warehouse import contract_types
from schemas import CONTRACTS


class Sink:
    """Takes the batches of one entity of one delivery, within the transaction of ``inserts``."""

    def __init__(
        self,
        inserts: Inserts,
        name: str,
        entity: Entity,
        sql: EntitySql,
        columns: list[str],
        stamp: Stamp,
    ) -> None:
        self.inserts = inserts
        self.name = name
        self.entity = entity
        self.sql = sql
        self.columns = {column.lower(): column for column in columns}
        self.stamp = stamp
        self.counts = Counts()
        self.contract = CONTRACTS[name]
        self.types = contract_types(self.contract)
        declared = self.contract.to_schema().columns
        roles = {column: (one.metadata or {}).get("role") for column, one in declared.items()}
        self.event_times = [column for column, role in roles.items() if role == "event_time"]
        self.mapped = tuple(column for column in self.types if column in entity.map)
        key = [column for column, role in roles.items() if role in ("key", "document")]
        self.quarantine = Quarantine(inserts, name, key, columns, stamp)
        self.pending = Pending()
        self.collapsing: str | None = None

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
        rows = self._contract_columns(batch)
        broken = self._judge(rows, batch)
        if broken:
            bad = np.zeros(batch.num_rows, dtype=bool)
            bad[list(broken)] = True
            self.counts.quarantined += len(broken)
            self.quarantine.take(batch.filter(pa.array(bad)), rows, records, broken)
            good = pa.array(~bad)
            rows, records = rows.filter(good), records.filter(good)
        self._load(rows, records)

    def take_faults(self, faults: Sequence[Fault]) -> None:
        """Quarantine lines that are no records at all."""
        self.counts.read += len(faults)
        self.counts.quarantined += len(faults)
        self.quarantine.take_faults(faults)

    def close(self) -> Counts:
        """Finish: exact repeats within the delivery are counted and land once."""
        self.quarantine.flush()
        if self.entity.collapse:
            self._collapse()
        else:
            self._store(self.pending.take())
        return self.counts

    def _seen(self) -> int:
        return self.counts.loaded + self.counts.quarantined + self.counts.not_applicable

    def _contract_columns(self, batch: pa.Table) -> pa.Table:
        arrays: dict[str, Any] = {}
        for column, kind in self.types.items():
            if column in self.sql.direct:
                arrays[column] = batch[self.columns[self.sql.direct[column].lower()]]
            elif quoted(alias(self.name, column)) in self.sql.outer:
                arrays[column] = batch[alias(self.name, column)]
            elif column.endswith("_source"):
                arrays[column] = pa.repeat(self.stamp.source, batch.num_rows)
            else:
                arrays[column] = pa.nulls(batch.num_rows, arrow_type(kind))
        return pa.table(arrays)

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
        self.counts.loaded += rows.num_rows
        if self.pending.add(rows.append_column("_record", records)):
            self._store(self.pending.take_whole())

    def _store(self, rows: pa.Table | None) -> None:
        if rows is None:
            return
        if self.entity.collapse:
            self._put_aside(rows)
            return
        self.inserts.insert(
            f"insert into raw.{quoted(self.name)} select {self._column_list()}, "
            f"{self.stamp.before_record}, _record, {self.stamp.after_record} from {BATCH}",
            rows,
        )

    def _column_list(self) -> str:
        return ", ".join(quoted(column) for column in self.types)

    def _put_aside(self, rows: pa.Table) -> None:
        """Keep rows that may repeat in a temporary table: more came than are held in memory."""
        if self.collapsing is None:
            self.collapsing = f"landing_{self.name}"
            self.inserts.finish()
            body = ", ".join(f"{quoted(column)} {kind}" for column, kind in self.types.items())
            self.inserts.connection.execute(
                f"create or replace temp table {self.collapsing} ({body}, _record bigint)"
            )
        self.inserts.insert(f"insert into {self.collapsing} select * from {BATCH}", rows)

    def _collapse(self) -> None:
        if self.collapsing is not None:
            self._store(self.pending.take())
        rows = self.pending.take()
        if self.collapsing is None and rows is None:
            return
        columns = self._column_list()
        kept = self.inserts.insert_now(
            f"insert into raw.{quoted(self.name)} select {columns}, {self.stamp.before_record}, "
            f"min(_record), {self.stamp.after_record} from {self.collapsing or BATCH} "
            f"group by {columns} order by min(_record)",
            rows,
        )
        self.counts.repeated += self.counts.loaded - kept
        self.counts.loaded = kept
        if self.collapsing:
            self.inserts.connection.execute(f"drop table {self.collapsing}")
