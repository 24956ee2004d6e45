"""What every row of a delivery carries, and the ledger's count of its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.sql_text import literal


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

    @property
    def before_record(self) -> str:
        """SQL of the columns ahead of a row's ``_record``: source and delivery."""
        return f"{literal(self.source)}, {self.delivery_id}"

    @property
    def after_record(self) -> str:
        """SQL of the columns behind a row's ``_record``: delivery date and run."""
        return f"date '{self.delivered_on}', {self.run_id}"


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
