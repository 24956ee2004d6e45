"""Keyed models: what an increment leaves is what a full rebuild makes of the same deliveries."""

from __future__ import annotations

import pytest
from dbt_bench import Contents

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
