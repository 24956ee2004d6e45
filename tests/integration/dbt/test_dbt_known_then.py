"""As known then: a figure of an earlier version comes out again after its customers were merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from dbt_bench import Bench
from dbt_deliveries import ANNA, FEBRUARY, JANUARY, LINE, ORDER, SUPPLIER, Delivery

from pipelines.settings import load

UNKNOWN: dict[str, Any] = {"order_id": "O3", "party_id": "A9"}
FIRST = [
    Delivery("crm", JANUARY, {"party": [ANNA, SUPPLIER]}),
    Delivery("shop", JANUARY, {"party": [{"party_id": "A1", "email": "shop@example.org"}]}),
    Delivery(
        "till",
        JANUARY,
        {
            "order": [
                ORDER | {"party_source": "crm", "party_id": "P1", "currency_code": "EUR"},
                ORDER | {"order_id": "O2", "party_source": "shop", "currency_code": "EUR"},
                # of a shop's customer whose record comes later
                ORDER | UNKNOWN | {"party_source": "shop", "currency_code": "EUR"},
            ],
            "order_line": [LINE, LINE | {"order_id": "O2"}, LINE | {"order_id": "O3"}],
        },
    ),
]
# one of the two turns out to be Anna
MERGING = [
    Delivery(
        "shop",
        FEBRUARY,
        {"party": [{"party_id": "A1", "email": ANNA["email"]}]},
    ),
    Delivery("shop", FEBRUARY, {"party": [{"party_id": "A9"}]}, name="late"),
]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Give this module a project of its own."""
    folder = tmp_path_factory.mktemp("known")
    with pytest.MonkeyPatch.context() as patch:
        settings = load(folder, warehouse=folder / "warehouse", threads=2)
        patch.setenv("CLIENTELE_WORKING", str(settings.working))
        patch.setenv("CLIENTELE_THREADS", "2")
        yield Bench(settings, folder / "target")


def answer(bench: Bench, sql: str, *said: str) -> list[tuple[Any, ...]]:
    """Ask the analysis after what is said before it, as an analyst would."""
    with duckdb.connect(str(bench.settings.working), read_only=True) as connection:
        for one in said:
            connection.execute(f"set variable {one}")
        return connection.execute(sql).fetchall()


def test_a_figure_of_january_comes_out_again_after_the_merge(own: Bench) -> None:
    wanted = ("--select", "+fct_order_line", "+bridge_customer_identity")
    own.deliver(FIRST, 1)
    own.dbt("seed", "--select", "codes")
    own.dbt("run", *wanted, as_of=JANUARY)
    own.note_built(1, JANUARY)
    own.dbt("compile", "--select", "buyers_as_known", as_of=JANUARY)
    (file,) = (own.target / "compiled").glob("*/analyses/buyers_as_known.sql")
    sql = file.read_text()
    january = answer(own, sql)
    assert [row[1] for row in january] == [3]

    own.deliver(MERGING, 2)
    own.dbt("run", *wanted, since_run=1)
    own.note_built(2, FEBRUARY)
    now = answer(own, sql)
    assert [row[1] for row in now] == [2]
    assert answer(own, sql, "known_on = date '2024-02-28'") == january
    assert answer(own, sql, "known_run = 1") == january
    assert answer(own, sql, "known_on = date '2024-02-29'") == now
    # before the first run nobody was known, which is not that each record was its own customer
    assert answer(own, sql, "known_on = date '2024-01-30'") == []
    assert answer(own, sql, "known_run = 0") == []
    before = own.query(
        "select known_from_run, known_to_run, is_current from core.bridge_customer_identity "
        "where party_id = 'A1' order by 1"
    )
    assert before == [(1, 2, False), (2, None, True)]
