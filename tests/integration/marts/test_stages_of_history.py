"""Stages of the hand-made history by the default thresholds.

Two months to hold, twelve without an order to decline, twenty-four without any dealing to end.
"""

from hand_made_history import Rows


def changes(rows: Rows, party: str) -> list[tuple[str, str, str, int | None]]:
    """Return when a party entered which stage, why, and how long the stage before lasted."""
    return rows(
        "select cast(changed_date as varchar), to_stage_code, reason_code, months_in_previous_stage"
        " from lifecycle.lifecycle_transition where party(customer_key) = ? order by changed_date",
        party,
    )


def test_a_regular_buyer_matures_thins_out_and_declines(rows: Rows) -> None:
    # Eighteen monthly orders from January 2022. Mature from January 2023 on, twelve months after
    # the first, effective in February. 700 in the year to November 2023 is less than 80 % of 1100,
    # 500 in the year to January 2024 less than half of 1200: both hold for two months.
    assert changes(rows, "M") == [
        ("2022-01-31", "growth", "first_purchase", None),
        ("2023-02-28", "maturity", "matured", 13),
        ("2023-12-31", "growth", "purchases_thinned", 10),
        ("2024-02-29", "decline", "revenue_fell", 2),
    ]


def test_one_month_without_cause_changes_nothing(rows: Rows) -> None:
    # The second order comes in the month after the twelfth without one.
    assert rows(
        "select stage_code, candidate_stage_code from lifecycle.customer_lifecycle"
        " where party(customer_key) = 'Y' and month_end_date = date '2023-01-31'"
    ) == [("growth", "decline")]
    assert changes(rows, "Y") == [
        ("2022-01-31", "growth", "first_purchase", None),
        ("2024-03-31", "decline", "orders_stopped", 26),
    ]


def test_an_end_and_a_return_take_effect_at_once(rows: Rows) -> None:
    assert changes(rows, "T") == [
        ("2021-01-31", "growth", "first_purchase", None),
        ("2022-02-28", "decline", "orders_stopped", 13),
        ("2023-01-31", "termination", "dealings_ended", 11),
        ("2023-06-30", "growth", "reactivated", 5),
        ("2024-07-31", "decline", "orders_stopped", 13),
    ]


def test_an_open_complaint_blocks_the_end(rows: Rows) -> None:
    assert changes(rows, "X") == [
        ("2021-01-31", "growth", "first_purchase", None),
        ("2022-02-28", "decline", "orders_stopped", 13),
        ("2024-03-31", "termination", "dealings_ended", 25),
    ]
    blocked = rows(
        "select min(month_end_date), max(month_end_date), count(*)"
        " from lifecycle.customer_lifecycle"
        " where party(customer_key) = 'X' and is_termination_blocked"
    )
    assert [tuple(map(str, row)) for row in blocked] == [("2023-03-31", "2024-02-29", "12")]


def test_a_decline_is_explained_by_the_complaint_before_it(rows: Rows) -> None:
    assert rows(
        "select to_stage_code, churn_liability_code, churn_reason_code"
        " from lifecycle.lifecycle_transition where party(customer_key) = 'X' order by changed_date"
    ) == [
        ("growth", None, None),
        ("decline", "company", "product_defect"),
        ("termination", "unknown", None),
    ]


def test_a_prospect_is_in_development_while_it_is_worked_on(rows: Rows) -> None:
    found = rows(
        "select strftime(month_end_date, '%m'), stage_code, sub_stage_code, months_in_stage"
        " from lifecycle.customer_lifecycle where party(customer_key) = 'Q' order by all"
    )
    assert found == [
        ("06", "acquisition", "in_development", 1),
        ("07", "acquisition", "in_development", 2),
        ("08", "acquisition", "in_development", 3),
        ("09", "acquisition", "prospect", 4),
        ("10", "acquisition", "prospect", 5),
        ("11", "acquisition", "prospect", 6),
        ("12", "acquisition", "prospect", 7),
    ]


def test_the_funnel_follows_from_month_to_month(rows: Rows) -> None:
    broken = rows("""
        select month_end_date, stage_code
        from (
            select
                *,
                coalesce(lag(customer_count) over stage, 0) as previous_count,
            from lifecycle.lifecycle_funnel
            window stage as (partition by stage_code order by month_end_date)
        )
        where customer_count <> previous_count + entered_count - left_count
    """)
    assert broken == []
    assert rows(
        "select customer_count, entered_count, mean_months_in_stage"
        " from lifecycle.lifecycle_funnel"
        " where month_end_date = date '2024-03-31' and stage_code = 'termination'"
    ) == [(1, 1, 1)]
    assert rows(
        "select left_count, mean_dwell_months from lifecycle.lifecycle_funnel"
        " where month_end_date = date '2024-02-29' and stage_code = 'growth'"
    ) == [(1, 2)]
