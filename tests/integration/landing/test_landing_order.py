"""Ten deliveries in any order, repeated or late, land as the same rows."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from tests.unit.landing.landing_project import RATE_MAP, Project, content_hashes

HEADER = "day,cur,rate\n"
FILES = {
    f"f-2024-01-{day:02}": HEADER + f"2023-01-{day:02},USD,{day}\n2023-01-01,USD,x\n"
    for day in range(1, 8)
}
FILES["f-2024-01-03.r2"] = HEADER + "2023-01-03,USD,33\n"
FILES["f-2024-02-01"] = FILES["f-2024-01-05"]
FILES["f-2024-01-04-copy"] = FILES["f-2024-01-04"]


@pytest.mark.parametrize("at_once", [True, False])
def test_deliveries_land_alike_in_any_order(tmp_path: Path, at_once: bool) -> None:
    found = []
    for seed in range(4):
        names = list(FILES)
        random.Random(seed).shuffle(names)
        folder = tmp_path / str(seed)
        folder.mkdir()
        project = Project(folder, threads=1)
        project.describe({"exchange_rate": {"map": RATE_MAP}})
        for name in names:
            project.deliver(name, FILES[name])
            if not (at_once and seed == 0):
                project.land()
        project.land()
        found.append(content_hashes(project.connection))
        ledger = project.fetch("select path, status from ledger.delivery order by 1")
        assert [
            status for path, status in ledger if "copy" not in path and path != "f-2024-01-04"
        ] == (["loaded"] * 2 + ["superseded", "loaded"] + ["loaded"] * 3 + ["repeat"]), ledger
        project.close()
    assert all(one == found[0] for one in found)
    assert found[0]["raw.exchange_rate"][0] == 7


@pytest.mark.parametrize("order", permutations(range(3)))
@pytest.mark.parametrize("again", ["f-2024-01-01.r3", "f-2024-02-01"])
def test_content_that_came_again_is_active_in_any_order(
    project: Project, order: tuple[int, ...], again: str
) -> None:
    first, second = (HEADER + f"2023-01-01,USD,{rate}\n" for rate in (1, 2))
    files = [("f-2024-01-01", first), ("f-2024-01-01.r2", second), (again, first)]
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    for index in order:
        project.land_one(*files[index])
    rates = {int(rate) for (rate,) in project.rows("exchange_rate", "rate")}
    assert rates == ({1} if again.endswith("r3") else {1, 2})


@pytest.mark.parametrize("names", [[0, 1, 2], [0, 2, 1]])
def test_content_replaced_at_its_path_is_active_where_it_came_later(
    project: Project, names: list[int]
) -> None:
    first, second = (HEADER + f"2023-01-01,USD,{rate}\n" for rate in (1, 2))
    files = [("f-2024-01-01", first), ("f-2024-01-01", second), ("f-2024-02-01", first)]
    project.describe({"exchange_rate": {"map": RATE_MAP}})
    for index in names:
        project.land_one(*files[index])
    assert {int(rate) for (rate,) in project.rows("exchange_rate", "rate")} == {1, 2}
