"""Records that broke a rule: as the source wrote them, with every rule, until somebody mends them.

The values stand here and nowhere else: neither logs nor metadata nor errors repeat them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from pipelines.landing.inserts import BATCH, Inserts, Pending
from pipelines.landing.readers import Fault
from pipelines.landing.stamp import Stamp
from pipelines.sql_text import literal, quoted

MALFORMED = "*:malformed"
KEY, RULES, RECORD = "_landing.key", "_landing.rules", "_landing.record"


class Quarantine:
    """Takes the broken records of one entity of one delivery."""

    def __init__(
        self, inserts: Inserts, name: str, key: list[str], columns: list[str], stamp: Stamp
    ) -> None:
        self.inserts = inserts
        self.table = f"quarantine.{quoted(name)}"
        self.key = key
        self.columns = columns
        self.stamp = stamp
        self.pending, self.faults = Pending(), Pending()

    def take(
        self, failing: pa.Table, rows: pa.Table, records: pa.Array, broken: dict[int, list[str]]
    ) -> None:
        """Take the ``failing`` records of a batch.

        ``rows`` and ``records`` are all its contract rows and record numbers; ``broken`` gives the
        rules by position.
        """
        positions = sorted(broken)
        keys = [self._key_text(rows, position) for position in positions]
        waiting = failing.select(self.columns)
        waiting = waiting.append_column(KEY, pa.array(keys, pa.string()))
        waiting = waiting.append_column(RULES, pa.array([broken[one] for one in positions]))
        waiting = waiting.append_column(RECORD, records.take(pa.array(positions)))
        if self.pending.add(waiting):
            self.flush()

    def _key_text(self, rows: pa.Table, position: int) -> str | None:
        parts = [rows[column][position].as_py() for column in self.key]
        return None if not parts or None in parts else "|".join(str(part) for part in parts)

    def flush(self) -> None:
        """Insert what was taken."""
        self._flush_faults()
        records = self.pending.take()
        if records is None:
            return
        fields = ", ".join(f"{quoted(name)} := {quoted(name)}" for name in self.columns)
        self.inserts.insert(
            f"insert into {self.table} select {self.stamp.before_record}, {quoted(RECORD)}, null, "
            f"{self.stamp.after_record}, {quoted(KEY)}, {quoted(RULES)}, "
            f"to_json(struct_pack({fields})) from {BATCH}",
            records,
        )

    def take_faults(self, faults: Sequence[Fault]) -> None:
        """Take lines that are no records at all."""
        lines = pa.table(
            {
                "line": pa.array([fault.line for fault in faults], pa.int64()),
                "text": pa.array([fault.text for fault in faults], pa.string()),
            }
        )
        if self.faults.add(lines):
            self._flush_faults()

    def _flush_faults(self) -> None:
        lines = self.faults.take()
        if lines is None:
            return
        self.inserts.insert(
            f"insert into {self.table} select {self.stamp.before_record}, null, line, "
            f"{self.stamp.after_record}, null, [{literal(MALFORMED)}], json_object('line', text) "
            f"from {BATCH}",
            lines,
        )
