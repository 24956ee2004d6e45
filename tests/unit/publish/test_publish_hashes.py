"""Content hashes see rows and nothing else."""

from pathlib import Path

import duckdb
import pytest

from pipelines.publish.content import declared
from pipelines.publish.hashes import content_hashes

ROWS = "values (1, 'a', 10), (2, null, 11), (2, null, 12)"
TABLE = f"select * from ({ROWS}) as rows(thing_key, name, _run)"


def hash_of(folder: Path, query: str) -> str:
    path = folder / f"f{len(list(folder.iterdir()))}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema core; create table core.thing as {query}")
    return content_hashes(path)["core.thing"]


@pytest.mark.parametrize(
    "same",
    [
        f"{TABLE} order by thing_key desc, _run desc",
        TABLE.replace("(1, 'a', 10)", "(1, 'a', 99)"),
        f"select name, thing_key, _run from ({TABLE})",
    ],
    ids=["order of rows", "run column", "order of columns"],
)
def test_hash_does_not_see(same: str, tmp_path: Path) -> None:
    assert hash_of(tmp_path, same) == hash_of(tmp_path, TABLE)


@pytest.mark.parametrize(
    "other",
    [
        TABLE.replace("'a'", "'b'"),
        f"select distinct on (thing_key) * from ({TABLE})",
        f"{TABLE} union all {TABLE}",
        f"select thing_key, name as label, _run from ({TABLE})",
        TABLE.replace("(1, 'a', 10)", "(null, 'a', 10)"),
    ],
    ids=["value", "a repeated row gone", "rows twice", "name of a column", "null"],
)
def test_hash_sees(other: str, tmp_path: Path) -> None:
    assert hash_of(tmp_path, other) != hash_of(tmp_path, TABLE)


def test_only_the_schemas_asked_for_are_hashed(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema core; create schema raw")
        connection.execute("create table core.a as select 1; create table raw.b as select 1")
    assert list(content_hashes(path)) == ["core.a"]
    assert list(content_hashes(path, ["raw"])) == ["raw.b"]


def test_what_a_model_declares_not_to_count_is_not_seen(tmp_path: Path) -> None:
    past = "(1, 10, 3, false), (1, 20, 4, true)"
    found = []
    for number, rows in enumerate([past, "(1, 20, 1, true)", "(1, 30, 1, true)"]):
        path = tmp_path / f"{number}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "create schema core; create table core.bridge_customer_identity as "
                f"from (values {rows}) as t(record_key, customer_key, known_from_run, is_current)"
            )
        found.append(content_hashes(path)["core.bridge_customer_identity"])
    assert found[0] == found[1] != found[2]
    assert declared()["bridge_customer_identity"].rows == "is_current"
