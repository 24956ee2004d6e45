"""Consumer complaints: answers and disputes as the bureau's database states them."""

from collections.abc import Callable

import pytest
from example_project import Example


@pytest.fixture(scope="module")
def bureau(run_example: Callable[[str], Example]) -> Example:
    return run_example("complaints")


def test_every_complaint_is_loaded(bureau: Example) -> None:
    assert bureau.working(
        "select entity, records_read, records_loaded, records_repeated, records_quarantined "
        "from ledger.delivery_entity order by 1"
    ) == [("complaint", 28_156, 28_156, 0, 0), ("product", 28_156, 11, 28_145, 0)]


def test_answers_and_disputes_come_to_the_stated_figures(bureau: Example) -> None:
    products = {row[0]: row[1:] for row in bureau.analysis("answers_by_product")}
    everything = products.pop("all")
    assert everything == (28_156, 27_444, 712, 4_708, 1_298, 22_150, 19_381, 1_534)
    assert {name: row[0] for name, row in products.items()} == {
        "Debt collection": 7_494,
        "Mortgage": 6_612,
        "Credit reporting": 5_717,
        "Credit card": 2_830,
        "Bank account or service": 2_609,
        "Consumer loan": 1_314,
        "Student loan": 785,
        "Payday loan": 348,
        "Money transfers": 232,
        "Prepaid card": 175,
        "Other financial service": 40,
    }


def test_complainants_stay_anonymous(bureau: Example) -> None:
    assert bureau.published(
        "select count(*), min(received_date)::varchar, max(received_date)::varchar "
        "from core.fct_complaint where customer_key = -1"
    ) == [(28_156, "2015-01-01", "2015-03-19")]
    assert bureau.published("select distinct retention_code from marts.complaint_handling") == [
        ("anonymous",)
    ]


@pytest.mark.parametrize(
    ("status", "remedy", "count"),
    [
        ("in_progress", None, 2_690),
        ("received", None, 352),
        ("closed", "none", 606),
        ("closed", "explanation", 19_381),
        ("closed", "refund", 1_534),
        ("closed", "other", 3_593),
    ],
)
def test_responses_become_a_status_and_a_remedy(
    bureau: Example, status: str, remedy: str | None, count: int
) -> None:
    same = f"= '{remedy}'" if remedy else "is null"
    assert bureau.published(
        "select count(*) from core.fct_complaint "
        f"where complaint_status_code = '{status}' and complaint_remedy_code {same}"
    ) == [(count,)]
