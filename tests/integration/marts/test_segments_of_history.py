"""RFM of the hand-made history at the end of 2024, when eight customers are buyers.

A score is ceil(5 * position / 8). Last order: H, B, D, F, G, E, C, A are positions 1 to 8. Number
of orders: C, D, G, H share position 4, F 5, E 6, A and B share 8. Money: G and H share 2, F 3, E 4,
D 5, C 6, B 7, A 8. The means are 26/8, 30/8 and 27/8.
"""

from hand_made_history import Rows

SCORES = {
    "A": (5, 5, 5, "important_value"),
    "B": (2, 5, 5, "important_keep"),
    "C": (5, 3, 4, "important_develop"),
    "D": (2, 3, 4, "important_win_back"),
    "E": (4, 4, 3, "general_value"),
    "F": (3, 4, 2, "general_keep"),
    "G": (4, 3, 2, "general_develop"),
    "H": (1, 3, 2, "general_win_back"),
}


def test_scores_and_segments_are_those_counted_by_hand(rows: Rows) -> None:
    found = rows(
        "select party(customer_key), recency_score, frequency_score, monetary_score, segment_code"
        " from segmentation.segment_rfm"
        " where month_end_date = date '2024-12-31' and segment_code <> 'not_scored'"
    )
    assert {party: tuple(rest) for party, *rest in found} == SCORES


def test_everybody_else_is_not_scored_and_suppliers_are_no_members(rows: Rows) -> None:
    found = rows(
        "select party(customer_key), recency_score from segmentation.segment_rfm"
        " where month_end_date = date '2024-12-31' and segment_code = 'not_scored'"
    )
    assert sorted(found) == [(party, None) for party in "JMQTXY"]
    assert rows("select is_customer from core.dim_customer where party(customer_key) = 'S'") == [
        (False,)
    ]


def test_a_customer_leaves_the_window_twelve_months_after_the_last_order(rows: Rows) -> None:
    found = rows(
        "select segment_code <> 'not_scored', min(valid_from_date), max(valid_to_date)"
        " from segmentation.customer_segment"
        " where party(customer_key) = 'M' and scheme_code = 'rfm' group by all order by all"
    )
    days = [(scored, str(first), str(end)) for scored, first, end in found]
    assert days == [
        (False, "2024-06-30", "9999-12-31"),
        (True, "2022-01-31", "2024-06-30"),
    ]


def test_memberships_expand_to_each_month_end_once(rows: Rows) -> None:
    differences = rows("""
        with expanded as (
            select months.customer_key, months.month_end_date, memberships.segment_code
            from core.fct_customer_month as months
            inner join segmentation.customer_segment as memberships
                on months.customer_key = memberships.customer_key
                and months.month_end_date >= memberships.valid_from_date
                and months.month_end_date < memberships.valid_to_date
        ), members as (
            select customer_key, month_end_date, segment_code from segmentation.segment_rfm
        )
        (from expanded except all from members) union all (from members except all from expanded)
    """)
    assert differences == []
    assert rows("select count(*) from segmentation.segment_rfm")[0][0] > 100


def test_transitions_add_up_to_the_members_of_each_month_end(rows: Rows) -> None:
    moves = rows(
        "select month_end_date, to_segment_code, sum(customer_count)"
        " from segmentation.segment_transition group by all order by all"
    )
    members = rows(
        "select month_end_date, segment_code, count(*)"
        " from segmentation.segment_rfm group by all order by all"
    )
    assert moves == members
    [(left,)] = rows(
        "select sum(customer_count) from segmentation.segment_transition"
        " where month_end_date = date '2024-06-30'"
        " and from_segment_code <> 'not_scored' and to_segment_code = 'not_scored'"
    )
    assert left == 2  # M and T ordered last in June 2023
