"""What identifies a published version; it lies beside its files and in their ``meta`` schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipelines.publish.files import write_durably

RECORD = "publication.json"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _software() -> str:
    try:
        return package_version("clientele")
    except PackageNotFoundError:
        return "from source"


class Publication(BaseModel):
    """One version: its number, the day it shows, and the run and input that made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    run_id: int
    fingerprint: str
    version: int | None = Field(None, ge=1, description="Given when the candidate is built.")
    built_at: datetime = Field(default_factory=_now, description="UTC; part of no hash.")
    clientele_version: str = Field(default_factory=_software)

    @property
    def number(self) -> int:
        """The version's number.

        Raises:
            ValueError: if the publication has not been built into a candidate yet.

        """
        if self.version is None:
            raise ValueError("this publication has no version number: build a candidate of it")
        return self.version

    def write(self, folder: Path) -> None:
        """Write the record of a version into its folder; it is read-only from then on."""
        write_durably(folder / RECORD, self.model_dump_json(indent=2) + "\n", mode=0o444)

    @classmethod
    def read(cls, folder: Path) -> Publication:
        """Read the record in the folder of a version.

        Raises:
            FileNotFoundError: if the folder holds no complete version.

        """
        return cls.model_validate_json((folder / RECORD).read_text(encoding="utf-8"))
