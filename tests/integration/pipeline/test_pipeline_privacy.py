"""Privacy by class: canary values appear in quarantine and in the personal file, nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import Project

from pipelines.landing.detection import Found

GOOD = "Canarygood"
BAD = "Canarybad"
DATE = "2026-06-29"


@pytest.fixture(scope="module")
def project(make_project: Callable[[str], Project], lying: list[Found]) -> Project:
    """A project with a canary in a personal column of a good record and of a bad one."""
    made = make_project("canaries")
    made.deliver([one for one in lying if str(one.delivered_on) >= "2026-05-31"])
    # The files of so small a company are short: one bad record is more than its share.
    source = made.folder / "sources/service_desk.yml"
    source.write_text(source.read_text().replace("tolerance: 0.1", "tolerance: 0.9"))
    plant(made)
    done = made.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    (made.folder / "printed.txt").write_text(done.stdout + done.stderr)
    return made


def plant(project: Project) -> None:
    """Put canaries into the largest file of service requests."""
    files = (project.folder / "data/raw/service_desk").glob("requests-*.jsonl")
    file = max(files, key=lambda path: path.stat().st_size)
    lines = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    good, bad = dict(lines[0]), dict(lines[0])
    name_key = next(key for key in good if "name" in key and isinstance(good[key], str))
    id_key = next(iter(good))
    # A party of its own, whose name no other record of it outdoes.
    good[id_key], good["requester_id"], good[name_key] = "T-GOOD", "D-GOOD", GOOD
    bad[id_key] = "T-BAD"
    time_key = next(key for key in bad if "open" in key or "creat" in key)
    bad[time_key] = f"{BAD} is no time"
    with file.open("a") as text:
        text.write(json.dumps(good) + "\n" + json.dumps(bad) + "\n")


def holding(folder: Path, canary: str) -> list[str]:
    """Return the files below ``folder`` whose bytes hold the canary."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and canary.encode() in path.read_bytes()
    )


def in_any_text_column(file: Path, canary: str) -> list[str]:
    """Return the text columns of a DuckDB file that hold the canary (its pages are compressed)."""
    found = []
    with duckdb.connect(str(file), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and data_type in ('VARCHAR', 'JSON')"
        ).fetchall()
        for schema, table, column in columns:
            hit = connection.execute(
                f'select 1 from "{schema}"."{table}" '
                f'where contains("{column}"::varchar, ?) limit 1',
                [canary],
            ).fetchone()
            if hit:
                found.append(f"{schema}.{table}.{column}")
    return found


def test_a_personal_value_is_in_the_personal_file_only(project: Project) -> None:
    current = project.settings.current.resolve()
    assert in_any_text_column(current / "clientele_personal.duckdb", GOOD)
    assert in_any_text_column(current / "clientele.duckdb", GOOD) == []


def test_a_quarantined_value_is_in_quarantine_only(project: Project) -> None:
    tables = in_any_text_column(project.settings.working, BAD)
    assert tables
    assert all(name.startswith("quarantine.") for name in tables)
    current = project.settings.current.resolve()
    assert in_any_text_column(current / "clientele_personal.duckdb", BAD) == []


@pytest.mark.parametrize("canary", [GOOD, BAD])
def test_no_log_metadata_or_report_holds_a_value(project: Project, canary: str) -> None:
    allowed = ("warehouse/working.duckdb", "data/raw/")
    leaks = [
        name
        for name in holding(project.folder, canary)
        if not name.startswith(allowed) and not name.endswith("clientele_personal.duckdb")
    ]
    assert leaks == []
