"""Fixtures for what dbt makes of hand-made deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dbt_bench import Bench

from pipelines.settings import load


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Give dbt a project of its own."""
    folder = tmp_path_factory.mktemp("dbt")
    with pytest.MonkeyPatch.context() as patch:
        settings = load(folder, warehouse=folder / "warehouse", threads=2)
        patch.setenv("CLIENTELE_WORKING", str(settings.working))
        patch.setenv("CLIENTELE_THREADS", "2")
        yield Bench(settings, folder / "target")
