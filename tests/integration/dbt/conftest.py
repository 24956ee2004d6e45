"""Fixtures for what dbt makes of hand-made deliveries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dbt_bench import Bench, Contents
from dbt_deliveries import FIRST, JANUARY, SECOND, WITHDRAWN, withdraw

from pipelines.settings import load
from pipelines.warehouse import open_working

INCREMENTAL = ("--select", "+config.materialized:incremental", "--exclude", "resource_type:seed")


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Give dbt a project of its own."""
    folder = tmp_path_factory.mktemp("dbt")
    with pytest.MonkeyPatch.context() as patch:
        settings = load(folder, warehouse=folder / "warehouse", threads=2)
        patch.setenv("CLIENTELE_WORKING", str(settings.working))
        patch.setenv("CLIENTELE_THREADS", "2")
        yield Bench(settings, folder / "target")


@pytest.fixture(scope="session")
def runs(bench: Bench) -> dict[str, Contents]:
    """Build two runs' deliveries: the first, the second as an increment, and all anew."""
    bench.deliver(FIRST, 1)
    bench.dbt("seed", "--select", "codes", "survivorship_policy", "threshold_household")
    bench.dbt("run", *INCREMENTAL, as_of=JANUARY)
    bench.note_built(1, JANUARY)
    first = bench.contents()
    bench.deliver(SECOND, 2)
    with open_working(bench.settings) as connection:
        withdraw(connection, WITHDRAWN, 2)
    bench.dbt("run", *INCREMENTAL, since_run=1)
    increment = bench.contents()
    bench.dbt("run", "--full-refresh", *INCREMENTAL, since_run=1)
    return {"first": first, "increment": increment, "full": bench.contents()}
