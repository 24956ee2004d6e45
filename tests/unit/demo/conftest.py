"""The demonstration company, generated once for all tests that only read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pipelines import demo


@dataclass(frozen=True)
class Generated:
    """Where the deliveries lie, and the truth about them."""

    raw: Path
    summary: demo.Summary
    party: pl.DataFrame
    dirt: pl.DataFrame

    def bad_lines(self, path: str) -> tuple[int, ...]:
        """Return the numbers of lines that are no records; a copy has those of its original."""
        same = self.dirt.filter(pl.col("path") == path.replace("_copy", ""))
        return tuple(same["line"].drop_nulls().unique())


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    raw = tmp_path_factory.mktemp("demo") / "raw"
    summary = demo.generate(raw)
    truth = raw.parent / "truth"
    return Generated(
        raw,
        summary,
        pl.read_csv(truth / "party.csv", infer_schema_length=None),
        pl.read_csv(truth / "dirt.csv", infer_schema_length=None),
    )
