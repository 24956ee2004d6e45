"""Keyed models: what an increment leaves is what a full rebuild makes of the same deliveries."""

from __future__ import annotations

from typing import Any

import pytest
from dbt_bench import Bench
from dbt_deliveries import FIRST, SECOND, WITHDRAWN, withdraw

from pipelines.warehouse import open_working

Contents = dict[str, list[tuple[Any, ...]]]

INCREMENTAL = ("--select", "+config.materialized:incremental", "--exclude", "resource_type:seed")


@pytest.fixture(scope="module")
def runs(bench: Bench) -> dict[str, Contents]:
    """Build two runs' deliveries: the first, the second as an increment, and all anew."""
    bench.deliver(FIRST, 1)
    bench.dbt("seed", "--select", "codes")
    bench.dbt("run", *INCREMENTAL)
    first = bench.contents()
    bench.deliver(SECOND, 2)
    with open_working(bench.settings) as connection:
        withdraw(connection, WITHDRAWN, 2)
    bench.dbt("run", *INCREMENTAL, since_run=1)
    increment = bench.contents()
    bench.dbt("run", "--full-refresh", *INCREMENTAL)
    return {"first": first, "increment": increment, "full": bench.contents()}


MODELS = [
    "core.fct_campaign_cost",
    "core.fct_complaint",
    "core.fct_interaction",
    "core.fct_lead",
    "core.fct_opportunity",
    "core.fct_opportunity_stage",
    "core.fct_order_line",
    "core.fct_service_event",
    "core.fct_service_request",
    "core.fct_survey_answer",
    "intermediate.int_web_session__grouped",
]


def test_every_incremental_model_is_compared(runs: dict[str, Contents]) -> None:
    assert sorted(runs["full"]) == MODELS


@pytest.mark.parametrize("model", MODELS)
def test_an_increment_equals_a_full_rebuild(runs: dict[str, Contents], model: str) -> None:
    assert runs["increment"][model] == runs["full"][model]
    assert runs["first"][model] != runs["full"][model], "the second run changed nothing to compare"
