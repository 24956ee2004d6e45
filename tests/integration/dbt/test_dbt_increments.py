"""Keyed models: what an increment leaves is what a full rebuild makes of the same deliveries."""

from __future__ import annotations

import pytest
from dbt_bench import Contents

MODELS = [
    "core.customer_attribute",
    "core.dim_customer",
    "core.dim_customer_history",
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
    "intermediate.int_customer__counted",
    "intermediate.int_customer__merged",
    "intermediate.int_customer_attribute__chosen",
    "intermediate.int_party__assigned",
    "intermediate.int_party_attribute__stated",
    "intermediate.int_web_session__grouped",
]

CUSTOMERS = {
    "core.customer_attribute",
    "core.dim_customer",
    "core.dim_customer_history",
    "intermediate.int_customer__counted",
    "intermediate.int_customer__merged",
    "intermediate.int_customer_attribute__chosen",
    "intermediate.int_party__assigned",
    "intermediate.int_party_attribute__stated",
}

# what they are made of has no time, or has it elsewhere
TIMELESS = {
    "core.fct_opportunity",
    "core.fct_opportunity_stage",
    "core.fct_order_line",
    *CUSTOMERS,
}


def test_every_incremental_model_is_compared(runs: dict[str, Contents]) -> None:
    assert sorted(runs["full"]) == MODELS


@pytest.mark.parametrize("model", MODELS)
def test_an_increment_equals_a_full_rebuild(runs: dict[str, Contents], model: str) -> None:
    assert runs["increment"][model] == runs["full"][model]
    assert runs["first"][model] != runs["full"][model], "the second run changed nothing to compare"


@pytest.mark.parametrize("model", [m for m in MODELS if m not in TIMELESS])
def test_what_happened_late_in_the_evening_counts_on_the_next_day(
    runs: dict[str, Contents], model: str
) -> None:
    counts = {run: sum("harbour" in row for row in runs[run][model]) for run in runs}
    assert counts["first"] == 0
    assert counts["increment"] == counts["full"] > 0
