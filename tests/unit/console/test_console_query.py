"""Asking a file: which text, which file, which form."""

from __future__ import annotations

import io
import json
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines import settings as settings_module
from pipelines.console import query
from pipelines.console.face import Format


def written(form: Format) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=80)
    query.write(console, ["name", "count"], [("a,b", 1), (None, 2)], form)
    return stream.getvalue()


def test_csv_quotes_what_needs_it() -> None:
    assert written(Format.csv) == 'name,count\n"a,b",1\n,2\n'


def test_json_is_one_object_a_line() -> None:
    rows = [json.loads(line) for line in written(Format.json).splitlines()]
    assert rows == [{"name": "a,b", "count": 1}, {"name": None, "count": 2}]


def test_a_table_says_how_many_rows_it_has() -> None:
    assert written(Format.table).splitlines()[-1] == "2 rows"


def test_square_brackets_in_a_value_are_shown_as_they_are() -> None:
    stream = io.StringIO()
    query.write(Console(file=stream, width=80), ["rule"], [("[red]",)], Format.table)
    assert "[red]" in stream.getvalue()


@pytest.mark.parametrize(("sql", "file"), [(None, None), ("select 1", Path("x.sql"))])
def test_one_query_has_to_be_given(sql: str | None, file: Path | None) -> None:
    with pytest.raises(LookupError, match="give one query"):
        query.text(sql, file)


def test_a_query_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "asked.sql"
    path.write_text("select 7 as seven")
    duckdb.connect(str(tmp_path / "some.duckdb")).close()
    assert query.fetch(tmp_path / "some.duckdb", query.text(None, path)) == (["seven"], [(7,)])


def test_without_a_published_version_the_mend_is_named(tmp_path: Path) -> None:
    settings = settings_module.load(warehouse=tmp_path)
    with pytest.raises(query.NothingPublishedError, match="clientele run"):
        query.published_file(settings, personal=False)
