"""Customer, sales and service marts over the hand-made history."""

from decimal import Decimal

from hand_made_history import Rows

from pipelines import settings


def test_the_overview_has_one_row_per_customer_and_its_present_state(rows: Rows) -> None:
    [(parties, customers)] = rows(
        "select count(*), count(distinct customer_key) from marts.customer_overview"
    )
    assert parties == customers == 14  # the supplier is none
    assert rows(
        "select order_count, order_12m_count, revenue_company_amount, complaint_count,"
        " open_complaint_count, service_request_count, rfm_segment_code, lifecycle_stage_code"
        " from marts.customer_overview where party(customer_key) = 'B'"
    ) == [(5, 5, 4000, 1, 0, 1, "important_keep", "growth")]
    assert rows(
        "select order_count, open_opportunity_count, forecast_company_amount, lifecycle_stage_code,"
        " lifecycle_sub_stage_code from marts.customer_overview where party(customer_key) = 'J'"
    ) == [(0, 1, 500, "acquisition", "in_development")]


def test_the_timeline_tells_everything_in_one_voice(rows: Rows) -> None:
    found = rows(
        "select cast(event_date as varchar), event_code, department_code, detail, amount"
        " from marts.customer_timeline where party(customer_key) = 'B' order by occurred_at"
    )
    assert found == [
        ("2024-01-20", "complaint", "service", "", None),
        ("2024-01-25", "complaint_remedy", "service", "refund · satisfying", None),
        *[("2024-02-0" + day, "order", "sales", "paid · 1 lines", 800) for day in "1234"],
        ("2024-02-05", "service_request", "service", "repair · urgent", 80),
        ("2024-02-05", "service_resolution", "service", "repair", None),
        ("2024-02-10", "order", "sales", "paid · 1 lines", 800),
    ]
    assert rows(
        "select event_code, employee_name, amount from marts.customer_timeline"
        " where party(customer_key) = 'J' and event_code = 'opportunity_closed' order by amount"
    ) == [("opportunity_closed", "Mia Berg", 500), ("opportunity_closed", "Mia Berg", None)]


def test_win_rates_name_their_denominator(rows: Rows) -> None:
    assert rows(
        "select cast(month_end_date as varchar), team_name, opportunity_count, closed_count,"
        " win_rate_of_closed_share, win_rate_of_all_share, mean_won_days, forecast_company_amount"
        " from marts.sales_funnel where employee_key <> -1 order by month_end_date"
    ) == [
        ("2024-05-31", "north", 3, 2, Decimal("0.5"), Decimal("0.333333"), 30, None),
        ("2025-02-28", "north", 0, 0, None, None, None, 500),
    ]


def test_requests_are_timed_by_their_events(rows: Rows) -> None:
    assert rows(
        "select response_minutes, resolution_minutes, is_response_breached, is_resolution_breached,"
        " work_minutes, result_company_amount from marts.service_requests"
    ) == [(20, 90, False, False, Decimal("12.5"), 50)]


def test_complainants_who_buy_again_were_kept(rows: Rows) -> None:
    assert rows(
        "select party(customer_key), steps_done_count, answer_code, retention_code,"
        " cast(next_order_date as varchar) from marts.complaint_handling order by 1"
    ) == [
        ("B", 2, "satisfying", "kept", "2024-02-01"),
        ("C", 2, "satisfying", "too_early", None),
        ("D", 2, "poor", "not_kept", None),
        ("X", 2, "poor", "not_kept", None),
    ]


def test_every_analysis_finds_rows_in_the_built_file(rows: Rows, analyses: dict[str, str]) -> None:
    sources = (settings.DBT_PROJECT / "analyses").glob("*.sql")
    assert set(analyses) == {file.stem for file in sources}
    answers = {name: rows(query) for name, query in analyses.items()}
    assert all(answers.values())
    assert answers["win_rates_by_team"][0] == (None, 1, 500, 50.0, 33.33, 30.0)
    assert answers["complaint_retention"] == [
        ("poor", 2, 0, 2, 0.0),
        ("satisfying", 2, 1, 0, 100.0),
    ]
