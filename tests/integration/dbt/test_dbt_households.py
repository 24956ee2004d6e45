"""Households of the demonstration company, held against the truth about who lives with whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from dbt_bench import Bench

from pipelines.demo import generate
from pipelines.identity.resolution import resolve
from pipelines.landing.intake import open_landing
from pipelines.landing.run import land_source
from pipelines.landing.source import load_sources
from pipelines.orchestration.fingerprint import latest_delivery
from pipelines.settings import ROOT, load

# Persons of each home by their customers; identity's misses are one person, and no household.
PEOPLE = """
    select distinct known.customer_key, truth.entity, housed.place, who.household_key,
        coalesce(truth.lives_with, truth.entity) as home
    from read_csv('{truth}', all_varchar = true) as truth
    join identity.record as known
        on truth.source = known.source and truth.party_id = known.party_id
    join intermediate.int_customer__housed as housed using (customer_key)
    left join core.bridge_customer_household as who using (customer_key)
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, str]]:
    """Build the households of what the shop of a company of 1,500 parties was told."""
    folder = tmp_path_factory.mktemp("households")
    generate(folder / "all", 1500)
    (folder / "raw" / "web_shop").mkdir(parents=True)
    for delivery in (folder / "all" / "web_shop").glob("orders-*.parquet"):
        shutil.copy(delivery, folder / "raw" / "web_shop")
    with pytest.MonkeyPatch.context() as patch:
        settings = load(
            folder,
            raw=folder / "raw",
            sources=ROOT / "sources",
            warehouse=folder / "warehouse",
            threads=2,
        )
        patch.setenv("CLIENTELE_WORKING", str(settings.working))
        patch.setenv("CLIENTELE_THREADS", "2")
        with open_landing(settings) as connection:
            assert list(land_source(connection, settings, load_sources(settings)["web_shop"], 1))
            as_of = latest_delivery(connection)
            assert as_of is not None
            resolve(connection, settings, 1, as_of)
        bench = Bench(settings, folder / "target")
        wanted = ("--select", "+dim_household", "--exclude", "test_type:unit")
        bench.dbt("build", *wanted, "--indirect-selection", "cautious", as_of=as_of)
        yield bench, PEOPLE.format(truth=folder / "truth" / "party.csv")


def test_who_is_in_one_household_lives_together(company: tuple[Bench, str]) -> None:
    bench, people = company
    homes = bench.query(
        f"select household_key, count(distinct home) from ({people}) "
        "where household_key is not null group by all"
    )
    assert len(homes) > 8
    assert [home for home in homes if home[1] > 1] == []


def test_who_lives_together_at_one_address_is_in_one_household(
    company: tuple[Bench, str],
) -> None:
    bench, people = company
    shared = bench.query(
        f"select count(household_key), count(*) from ({people}) "
        "where (home, place) in (select row(home, place) from "
        f"({people}) group by home, place having count(distinct entity) > 1)"
    )
    found, all_of_them = shared[0]
    assert all_of_them > 16
    assert found / all_of_them > 0.9
