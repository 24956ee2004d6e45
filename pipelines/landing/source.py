"""What ``sources/<source>.yml`` may say, and that it says it rightly."""

from __future__ import annotations

import codecs
import datetime
import hashlib
import json
import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlglot
import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from pipelines.landing.source_mapping import Mapping, Strict, refuse_hiding, source_columns
from pipelines.settings import Settings
from schemas import CONTRACTS
from schemas.contract import codes

__all__ = [
    "CsvOptions",
    "Entity",
    "Feed",
    "Formats",
    "Mapping",
    "Source",
    "SourceError",
    "load_source",
    "load_sources",
]

# Contracts whose models do not delete what a later snapshot lacks.
DELTA_ONLY = frozenset({"order_line", "web_event", "exchange_rate", "party_correction"})


class SourceError(ValueError):
    """A source file that cannot be used; the message names file, place and mend."""


class Entity(Strict):
    """What one feed gives to one contract."""

    mode: Literal["delta", "snapshot"]
    map: dict[str, Mapping]
    where: str | None = None
    collapse: bool = False
    table: str | None = None
    unnest: str | None = None

    @field_validator("map", mode="before")
    @classmethod
    def _short_form(cls, value: dict[str, Any]) -> dict[str, Any]:
        return {
            name: entry if isinstance(entry, dict) else {"value": entry}
            for name, entry in value.items()
        }

    @field_validator("where")
    @classmethod
    def _where_hides_nothing(cls, value: str | None) -> str | None:
        if value is not None:
            refuse_hiding(value)
        return value

    @property
    def columns(self) -> set[str]:
        """Source columns that the mapping and its ``where`` read."""
        used = set().union(*(mapping.columns for mapping in self.map.values()))
        if self.where:
            used |= source_columns(sqlglot.parse_one(self.where, dialect="duckdb"))
        return (used - {self.unnest}) | {self.unnest} if self.unnest else used


class CsvOptions(Strict):
    """How delimited text is written."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    decimal: Literal[".", ","] = "."
    thousands: str = ""
    null_values: tuple[str, ...] = ("",)

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, value: str) -> str:
        try:
            name = codecs.lookup(value).name
        except LookupError:
            raise ValueError(f"{value!r} is no encoding that Python knows") from None
        if name.startswith(("utf-16", "utf-32")):
            raise ValueError(f"{value!r}: text of two or four bytes a letter is not read")
        return value


class Formats(Strict):
    """Patterns of text dates and times (strptime); ISO 8601 where none is given."""

    date: str | None = None
    time: str | None = None


class Feed(Strict):
    """Deliveries of one shape."""

    files: str
    date: str | None = None
    delivered_on: datetime.date | None = None
    reader: Literal["csv", "jsonl", "parquet", "sqlite"]
    options: CsvOptions = CsvOptions()
    formats: Formats = Formats()
    optional: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    entities: dict[str, Entity]

    @field_validator("date")
    @classmethod
    def _names_the_date(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            groups = re.compile(value).groupindex
        except re.error as error:
            raise ValueError(f"date: not a regular expression: {error}") from None
        if "date" not in groups and not {"year", "month", "day"} <= set(groups):
            raise ValueError("date: the pattern needs a group named date (or year, month, day)")
        return value

    @model_validator(mode="after")
    def _is_dated_once(self) -> Feed:
        if (self.date is None) == (self.delivered_on is None):
            raise ValueError(
                "date: give the pattern that finds the date in a path, or, for one undated export, "
                "delivered_on with the day that it shows"
            )
        return self

    @model_validator(mode="after")
    def _maps_to_contracts(self) -> Feed:
        for name, entity in self.entities.items():
            if name not in CONTRACTS:
                raise ValueError(f"{name}: no such contract; there are {', '.join(CONTRACTS)}")
            if entity.mode == "snapshot" and name in DELTA_ONLY:
                raise ValueError(f"{name}.mode: no snapshot of {name} is read; write mode: delta")
            columns = CONTRACTS[name].to_schema().columns
            for column in entity.map:
                if column not in columns:
                    raise ValueError(f"{name}.map: the contract has no column {column!r}")
            lacking = [
                column
                for column, declared in columns.items()
                if not declared.nullable and column not in entity.map
            ]
            if lacking:
                raise ValueError(f"{name}.map: the contract requires {', '.join(lacking)}")
            if self.reader == "sqlite" and entity.table is None:
                raise ValueError(f"{name}: a sqlite entity names its table")
        return self

    @property
    def is_snapshot(self) -> bool:
        """True where the same content on another date says something new."""
        return any(entity.mode == "snapshot" for entity in self.entities.values())


class Source(Strict):
    """One system of the company, as ``sources/<source>.yml`` describes it."""

    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str
    zone: str = "UTC"
    trust: int = Field(50, ge=0, le=100)
    method: str = "unknown"
    tolerance: float | None = Field(None, ge=0, le=1)
    feeds: dict[str, Feed]

    @field_validator("source")
    @classmethod
    def _is_no_word_of_ours(cls, value: str) -> str:
        if value == "contact_person":
            # A steward names one as contact_person:SOURCE:ID.
            raise ValueError(f"{value}: what comes before a contact person's source and id")
        return value

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value!r} is no IANA time zone") from None
        return value

    @field_validator("method")
    @classmethod
    def _is_a_method(cls, value: str) -> str:
        if value not in (known := codes("collection_method")):
            raise ValueError(f"{value!r} is no collection method; there are {', '.join(known)}")
        return value

    @model_validator(mode="after")
    def _has_one_snapshot_an_entity(self) -> Source:
        giving: dict[str, str] = {}
        for feed, said in self.feeds.items():
            for name, entity in said.entities.items():
                if entity.mode == "snapshot" and giving.setdefault(name, feed) != feed:
                    raise ValueError(
                        f"{name}: feeds {giving[name]} and {feed} both give snapshots of it, so "
                        "that one would delete the other's records; make them two sources"
                    )
        return self

    def mapping_hash(self, feed: str) -> str:
        """Fingerprint of all that decides how a delivery of ``feed`` lands."""
        said = self.feeds[feed].model_dump(mode="json", exclude={"files", "ignore"})
        text = json.dumps([self.source, self.zone, said], sort_keys=True, default=sorted)
        return hashlib.sha256(text.encode()).hexdigest()


def load_source(path: Path) -> Source:
    """Read one source file.

    Raises:
        SourceError: if it is no YAML, or says what cannot be.

    """
    try:
        source = Source.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name}: no valid YAML: {error}") from None
    except ValidationError as error:
        faults = "; ".join(
            ": ".join(filter(None, (".".join(map(str, fault["loc"])), fault["msg"])))
            for fault in error.errors()
        )
        raise SourceError(f"{path.name}: {faults}") from None
    if source.source != path.stem:
        raise SourceError(f"{path.name}: the source is named {source.source!r}; name both alike")
    return source


def load_sources(settings: Settings) -> dict[str, Source]:
    """Read all source files of the project, by name.

    Raises:
        SourceError: if one of them cannot be used.

    """
    paths = sorted(settings.sources.glob("*.yml"))
    return {path.stem: load_source(path) for path in paths}
