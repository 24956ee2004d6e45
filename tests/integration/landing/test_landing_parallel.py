"""Two threads read and two store a large file; its records keep their numbers and their order."""

from pathlib import Path

import duckdb
import pytest

from tests.unit.landing.landing_project import Project

ROWS = 400_000
WRITTEN = {"csv": "format csv, header", "jsonl": "format json", "parquet": "format parquet"}
PRODUCT = {"map": {"product_id": "id", "name": "name"}}


@pytest.mark.parametrize("form", WRITTEN)
def test_records_of_a_large_file_are_stored_in_its_order(tmp_path: Path, form: str) -> None:
    project = Project(tmp_path, threads=2)
    project.describe({"product": PRODUCT}, reader=form, ignore=["pad"])
    project.settings.raw.mkdir()
    duckdb.sql(
        "copy (select i + 1 as id, 'Article ' || i as name, repeat('x', i % 400) as pad "
        f"from range({ROWS}) as r (i)) to '{project.settings.raw}/f-2024-01-31' ({WRITTEN[form]})"
    )
    assert [one.status for one in project.land()] == ["loaded"]
    stored = project.connection.execute("select product_id, _record from raw.product").fetchall()
    project.close()
    assert stored == [(str(i), i) for i in range(1, ROWS + 1)]
