"""A project's paths and options: defaults, ``clientele.toml``, then ``CLIENTELE_*`` variables.

Belongs here: what a user may set. Does not belong here: anything that a source (``sources/*.yml``)
or a seed (code lists, thresholds) says.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = ROOT / "dbt_project"
CONFIG_FILE = "clientele.toml"


class Company(BaseModel):
    """Who the warehouse belongs to: what amounts are converted to, and whose calendar counts."""

    model_config = ConfigDict(extra="forbid")

    name: str = "Company"
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$")
    zone: str = "UTC"
    country: str = Field("DE", pattern=r"^[A-Z]{2}$")


class Landing(BaseModel):
    """How deliveries are read."""

    model_config = ConfigDict(extra="forbid")

    tolerance: float = Field(0.05, ge=0, le=1, description="Share of records in quarantine.")
    batch_rows: int = Field(250_000, ge=1_000)
    memory_limit: str = Field(
        "768MB", description="Of each side of landing: what reads files, and the working file."
    )


class Identity(BaseModel):
    """Guards, from which weight on a scored pair counts, and what the result is held against.

    A weight is the base-2 logarithm of the odds that two records are one.
    """

    model_config = ConfigDict(extra="forbid")

    max_parties_per_email: int = Field(1, ge=1)
    max_parties_per_phone: int = Field(1, ge=1)
    max_parties_per_national_id: int = Field(1, ge=1)
    max_records: int = Field(50, ge=2, description="Records that may be one customer.")
    match_weight: float = Field(3.0, description="From here on a scored pair joins its records.")
    review_weight: float = Field(0.0, description="From here on a steward is asked.")
    own_values: list[str] = Field(
        default_factory=list,
        description="The company's own e-mail addresses, domains (`@company.example`) and telephone"
        " numbers, such as the switchboard: they are nobody's.",
    )
    labels: str | None = Field(
        None, description="CSV of records, or pairs, whose answer is known; judges, never guides."
    )
    min_precision: float | None = Field(
        None, ge=0, le=1, description="Share of joined labelled pairs that must be right."
    )
    min_recall: float | None = Field(
        None, ge=0, le=1, description="Share of true labelled pairs that must be found."
    )


class Publish(BaseModel):
    """What is kept of published versions."""

    model_config = ConfigDict(extra="forbid")

    keep: int = Field(5, ge=2, description="The current one included.")


class Settings(BaseSettings):
    """Everything that a run needs to know about the project it works on."""

    model_config = SettingsConfigDict(
        env_prefix="CLIENTELE_", env_nested_delimiter="__", extra="forbid"
    )

    project: Path = ROOT
    data: Path = Field(Path("data"), description="What `{data}` in `raw` stands for.")
    raw: Path = Path("data/raw")
    sources: Path = Path("sources")
    warehouse: Path = Path("warehouse")
    memory_limit: str = "2GB"
    threads: int = Field(default_factory=lambda: max(1, os.cpu_count() or 1), ge=1)
    as_of: date | None = None
    company: Company = Company()
    landing: Landing = Landing()
    identity: Identity = Identity()
    publish: Publish = Publish()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the origins: arguments, then the environment, then the project's file."""
        project = init_settings().get("project") or os.environ.get("CLIENTELE_PROJECT") or ROOT
        toml = TomlConfigSettingsSource(settings_cls, Path(str(project)) / CONFIG_FILE)
        return init_settings, env_settings, toml

    def model_post_init(self, _context: Any) -> None:
        """Make all paths absolute, relative ones against the project."""
        self.project = self.project.resolve()
        self.raw = Path(self._placed(str(self.raw)))
        for name in ("data", "raw", "sources", "warehouse"):
            setattr(self, name, (self.project / getattr(self, name)).resolve())

    def _placed(self, path: str) -> str:
        return path.replace("{data}", str(self.data))

    @property
    def target(self) -> Settings:
        """The settings of what is built: these, or those of a past day's own files."""
        if self.as_of is None:
            return self
        folder = self.warehouse / "as_of" / self.as_of.isoformat()
        return self.model_copy(update={"warehouse": folder})

    @property
    def labels(self) -> Path | None:
        """The file of labels that identity is judged by, if there is one."""
        named = self.identity.labels
        return None if named is None else (self.project / self._placed(named)).resolve()

    @property
    def working(self) -> Path:
        """The working file: one writer, no readers but the pipeline."""
        return self.warehouse / "working.duckdb"

    @property
    def lock(self) -> Path:
        """The file whose OS lock a run holds; the kernel frees it when the run dies."""
        return self.warehouse / "run.lock"

    @property
    def versions(self) -> Path:
        """The folder of published versions."""
        return self.warehouse / "versions"

    @property
    def current(self) -> Path:
        """The link to the version that readers open."""
        return self.warehouse / "current"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps runs and events of this project."""
        return self.warehouse / "dagster"


def load(project: Path | str | None = None, **overrides: Any) -> Settings:
    """Read the settings of ``project``.

    Raises:
        pydantic.ValidationError: if a setting is unknown or has a value that it cannot take.

    """
    if project is not None:
        overrides["project"] = Path(project)
    return Settings(**overrides)
