"""The candidate: which columns lie in which file, in what order, and what meta says of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_sample import AS_OF, CANARY, PERSONAL, build, manifest, write_working

from pipelines.publish import (
    Candidate,
    ManifestError,
    Publication,
    build_candidate,
    content_hashes,
)
from pipelines.publish import candidate as candidate_module
from pipelines.settings import Settings
from pipelines.warehouse import open_working

PUBLICATION = Publication(as_of=AS_OF, run_id=4, fingerprint="abc")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def columns(path: Path) -> set[tuple[str, str]]:
    query = "select schema_name || '.' || table_name, column_name from duckdb_columns() "
    return set(rows(path, query + "where not internal and schema_name <> 'meta'"))


def test_personal_columns_are_in_one_file_only(project: Settings) -> None:
    candidate = build(project)
    every, plain = columns(candidate.personal_file), columns(candidate.open_file)
    assert {column for _, column in every - plain} == PERSONAL
    assert plain < every


def test_no_personal_value_is_anywhere_in_the_open_file(project: Settings) -> None:
    # Strings are stored compressed, so that the bytes prove little: export and read all.
    candidate = build(project)
    export = project.warehouse / "export"
    for path, expected in ((candidate.open_file, False), (candidate.personal_file, True)):
        rows(path, f"export database '{export}' (format csv)")
        text = "".join(part.read_text() for part in export.glob("*"))
        assert (CANARY in text) is expected
    assert CANARY.encode() not in candidate.open_file.read_bytes()


@pytest.mark.parametrize("file", ["open_file", "personal_file"])
def test_every_table_and_column_has_a_comment(file: str, project: Settings) -> None:
    path = getattr(build(project), file)
    tables = "select table_name from duckdb_tables() where coalesce(comment, '') = ''"
    bare = "select column_name from duckdb_columns() where not internal and comment is null"
    assert rows(path, tables) + rows(path, bare) == []
    assert rows(path, "select count(*) from duckdb_views() where not internal") == [(0,)]


def test_files_are_whole_read_only_and_without_a_log(project: Settings) -> None:
    candidate = build(project)
    names = {"clientele.duckdb", "clientele_personal.duckdb", "publication.json"}
    assert {path.name for path in candidate.folder.iterdir()} == names
    assert {path.stat().st_mode & 0o777 for path in candidate.folder.iterdir()} == {0o444}
    waiting = Candidate.waiting(project)
    assert waiting == candidate
    assert waiting.publication.version == 1


def test_meta_says_what_the_version_is(project: Settings) -> None:
    candidate = build_candidate(project, manifest(project), PUBLICATION)
    found = rows(
        candidate.open_file, "select version, as_of, run_id, fingerprint from meta.publication"
    )
    assert found == [(1, AS_OF, 4, "abc")]


def test_meta_has_the_deliveries_up_to_as_of_without_their_paths(project: Settings) -> None:
    path = build(project).open_file
    query = "select delivery_id, source, entity, records_loaded from meta.delivery"
    assert rows(path, query) == [(1, "crm", "party", 400), (2, "shop", "order_line", 1000)]
    assert not {"path", "detail", "accepted_reason"} & {
        name for (name,) in rows(path, "select column_name from (describe meta.delivery)")
    }


def test_meta_has_the_class_of_every_column_in_both_files(project: Settings) -> None:
    candidate = build(project)
    classes = (
        "select schema_name || '.' || table_name, column_name from meta.column_class "
        "where schema_name <> 'meta'"
    )
    assert set(rows(candidate.open_file, classes)) == columns(candidate.personal_file)
    here = set(rows(candidate.open_file, classes + " and is_in_this_file"))
    assert here == columns(candidate.open_file)
    found = rows(
        candidate.open_file,
        "select privacy_class from meta.column_class "
        "where table_name = 'dim_customer' and column_name = 'email'",
    )
    assert found == [("personal",)]


@pytest.mark.parametrize("file", ["open_file", "personal_file"])
def test_meta_counts_and_hashes_are_those_of_the_file(file: str, project: Settings) -> None:
    path = getattr(build(project), file)
    query = "select schema_name || '.' || table_name, content_hash from meta.table_stats"
    assert dict(rows(path, query)) == content_hashes(path)
    found = rows(
        path, "select row_count, entities from meta.table_stats where table_name = 'fct_order_line'"
    )
    assert found == [(1000, ["order_line"])]


def test_same_rows_in_another_order_give_the_same_file_content(project: Settings) -> None:
    everything = "select * from core.fct_order_line"
    before = build(project)
    first = rows(before.open_file, everything), content_hashes(before.open_file)
    write_working(
        project,
        {
            "": "create or replace table core.fct_order_line as "
            "select * from core.fct_order_line order by order_line_key desc"
        },
    )
    after = build(project)
    assert (rows(after.open_file, everything), content_hashes(after.open_file)) == first


def test_facts_lie_by_date_and_no_personal_column_orders_the_open_file(project: Settings) -> None:
    reverse = (
        "create or replace table marts.customer_overview as select customer_key, "
        "(1000 - customer_key)::varchar as name, country_code from marts.customer_overview"
    )
    write_working(project, {"": reverse})
    keyless = manifest(project)
    keyless["nodes"]["model.marts.customer_overview"]["primary_key"] = ["name"]
    path = build_candidate(project, keyless, PUBLICATION).open_file
    dates = [day for (day,) in rows(path, "select order_date from core.fct_order_line")]
    assert dates == sorted(dates)
    keys = [key for (key,) in rows(path, "select customer_key from marts.customer_overview")]
    assert keys == sorted(keys)


def test_working_file_hashes_as_the_personal_file(project: Settings) -> None:
    candidate = build(project)
    assert content_hashes(project.working) == content_hashes(candidate.personal_file)


def test_a_view_is_published_as_a_table(project: Settings) -> None:
    with open_working(project) as connection:
        connection.execute("create or replace table core.kept as from marts.customer_overview")
        connection.execute("drop table marts.customer_overview")
        connection.execute("create view marts.customer_overview as from working.core.kept")
    assert rows(build(project).open_file, "select count(*) from marts.customer_overview") == [
        (400,)
    ]


def without_class(content: dict[str, Any]) -> None:
    content["nodes"]["model.core.dim_customer"]["columns"]["email"]["config"]["meta"] = {}


def with_unknown_class(content: dict[str, Any]) -> None:
    column = content["nodes"]["model.core.dim_customer"]["columns"]["email"]
    column["config"]["meta"]["privacy"] = "secret"


def without_column(content: dict[str, Any]) -> None:
    del content["nodes"]["model.core.dim_customer"]["columns"]["email"]


def without_column_description(content: dict[str, Any]) -> None:
    content["nodes"]["model.core.dim_customer"]["columns"]["email"]["description"] = " "


def without_description(content: dict[str, Any]) -> None:
    content["nodes"]["model.core.dim_customer"]["description"] = ""


def with_unbuilt_model(content: dict[str, Any]) -> None:
    node = copy.deepcopy(content["nodes"]["model.core.dim_customer"])
    content["nodes"]["model.core.dim_new"] = node | {"name": "dim_new", "alias": "dim_new"}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (without_class, r"core\.dim_customer\.email has no privacy class"),
        (with_unknown_class, r"core\.dim_customer\.email has no privacy class"),
        (without_column, r"core\.dim_customer\.email has no privacy class"),
        (without_column_description, r"core\.dim_customer\.email has no description"),
        (without_description, r"core\.dim_customer has no description"),
        (with_unbuilt_model, r"core\.dim_new is in dbt's manifest and not in the working file"),
    ],
)
def test_what_the_manifest_lacks_is_named_and_the_last_candidate_stays(
    fault: Callable[[dict[str, Any]], None], message: str, project: Settings
) -> None:
    build(project)
    content = manifest(project)
    fault(content)
    with pytest.raises(ManifestError, match=message):
        build_candidate(project, content, PUBLICATION)
    assert Candidate.waiting(project) is not None


def test_working_file_with_an_unread_log_is_read(project: Settings, tmp_path: Path) -> None:
    # What a killed writer leaves: the file of before and the log of what came after.
    with duckdb.connect(str(project.working)) as connection:
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute("insert into marts.customer_overview values (400, 'n', 'DE')")
    assert project.working.with_name("working.duckdb.wal").exists()
    copy_of = tmp_path / "copy" / "working.duckdb"
    copy_of.parent.mkdir()
    for path in project.warehouse.glob("working.duckdb*"):
        (copy_of.parent / path.name).write_bytes(path.read_bytes())
    content = manifest(project)
    path = build_candidate(project, content, PUBLICATION, working=copy_of).open_file
    assert rows(path, "select count(*) from marts.customer_overview") == [(401,)]


@pytest.mark.parametrize("file", ["clientele", "clientele_personal"])
def test_a_fault_in_writing_either_file_leaves_no_candidate(
    file: str, project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are written at the same time: whichever fails, the other is ended too."""
    original = candidate_module.write_meta

    def write(connection: duckdb.DuckDBPyConnection, source: str, target: str, *rest: Any) -> None:
        if target == file:
            raise duckdb.IOException("no space left on device")
        original(connection, source, target, *rest)

    monkeypatch.setattr(candidate_module, "write_meta", write)
    with pytest.raises((duckdb.IOException, duckdb.InterruptException)):
        build(project)
    assert Candidate.waiting(project) is None
    monkeypatch.undo()
    assert build(project).publication.number == 1
