"""Any deliveries of one feed, in any order, split over any runs, land as the same rows."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from pipelines.landing.replay import replay
from tests.unit.landing.landing_project import Project, content_hashes

EXAMPLES = int(os.environ.get("CLIENTELE_EXAMPLES", "20"))
PHASES = [Phase.explicit, Phase.generate]
COLUMNS = ("day", "cur", "rate")
ENDINGS = {"csv": ".csv", "gz": ".csv.gz", "jsonl": ".jsonl", "parquet": ".pq", "sqlite": ".db"}
MAP = {
    "product_id": "cur",
    "name": "cur",
    "launched_on": "day",
    "unit_cost_amount": "rate",
    "currency_code": "cur",
}
READERS = {"gz": "csv"}
RECORDS = st.tuples(
    st.sampled_from(["2023-01-01", "2023-01-02", "2023-02-30", "2030-01-01"]),
    st.sampled_from(["USD", "CHF", "usd", None]),
    st.sampled_from(["1", "2", "0", "x", None]),
)
CONTENTS = st.lists(st.lists(RECORDS, min_size=1, max_size=5), min_size=2, max_size=3)
FLAWS = st.sampled_from([None, None, None, None, "torn", "empty", "malformed"])


@dataclass(frozen=True, repr=False)
class File:
    """A file as it is put at a path, which may have held another one before."""

    name: str
    content: bytes
    records: int | None

    def __repr__(self) -> str:
        """Tell contents apart without writing them out."""
        return f"{self.name} ({hash(self.content) % 100}, {self.records})"


def written(
    kind: str, records: list[tuple[Any, ...]], flaw: str | None
) -> tuple[bytes, int | None]:
    """Return a file's bytes, and how many records are in it if it can be read."""
    text = {
        "jsonl": "".join(json.dumps(dict(zip(COLUMNS, r, strict=True))) + "\n" for r in records)
    }.get(kind) or "\n".join(
        [",".join(COLUMNS), *(",".join(c or "" for c in r) for r in records), ""]
    )
    count = len(records)
    if flaw == "malformed" and kind in ("csv", "gz", "jsonl"):
        text, count = text + "{no\n", count + 1
    if kind == "parquet":
        buffer = io.BytesIO()
        pl.DataFrame(records, dict.fromkeys(COLUMNS, pl.String), orient="row").write_parquet(buffer)
        whole = buffer.getvalue()
    elif kind == "sqlite":
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            database.execute("create table rates (day text, cur text, rate text)")
            database.executemany("insert into rates values (?, ?, ?)", records)
            whole = database.serialize()
    else:
        whole = gzip.compress(text.encode(), mtime=0) if kind == "gz" else text.encode()
    if flaw == "empty":
        return b"", None
    if flaw == "torn" and kind in ("gz", "parquet", "sqlite"):
        return whole[: len(whole) // 2], None
    return whole, count


@st.composite
def sequences(draw: st.DrawFn) -> tuple[str, str, list[list[File]]]:
    """Return a format, a mode and what lies at each path, one after the other."""
    kind = draw(st.sampled_from(list(ENDINGS)))
    contents = [written(kind, records, draw(FLAWS)) for records in draw(CONTENTS)]
    names = st.tuples(
        st.sampled_from(["2024-01-01", "2024-01-02", "2024-02-01"]),
        st.sampled_from(["", "", ".r2"]),
        st.sampled_from(["", "", "-copy"]),
    )
    paths = []
    for parts in draw(st.lists(names, min_size=2, max_size=5, unique=True)):
        held = draw(st.lists(st.sampled_from(contents), min_size=1, max_size=1))
        paths.append([File(f"f-{''.join(parts)}{ENDINGS[kind]}", *one) for one in held])
    return kind, draw(st.sampled_from(["delta", "snapshot"])), paths


def described(folder: str, kind: str, mode: str) -> Project:
    project = Project(Path(folder), threads=1)
    table = {"table": "rates"} if kind == "sqlite" else {}
    entity = {"map": MAP, "mode": mode} | table
    project.describe({"product": entity}, reader=READERS.get(kind, kind))
    return project


def check_accounts(project: Project, files: dict[str, File]) -> None:
    """Demand that each file has its line, and each record its place, once."""
    found = {
        path: (status, read, loaded, repeated, waiting, in_raw, in_quarantine)
        for path, status, read, loaded, repeated, waiting, in_raw, in_quarantine in project.fetch(
            "select d.path, d.status, e.records_read, e.records_loaded, e.records_repeated, "
            "e.records_quarantined, "
            "(select count(*) from raw.product where _delivery = d.delivery_id), "
            "(select count(*) from quarantine.product where _delivery = d.delivery_id) "
            "from ledger.file as f join ledger.delivery as d using (path, content_hash) "
            "left join ledger.delivery_entity as e on e.delivery_id = d.delivery_id"
        )
    }
    assert found.keys() == files.keys()
    for path, (status, read, loaded, repeated, waiting, in_raw, in_quarantine) in found.items():
        if status == "rejected":
            assert (files[path].records, read, in_raw, in_quarantine) == (None, None, 0, 0), path
        elif status == "repeat" and files[path].records is None:
            raise AssertionError(path)
        else:
            assert read == files[path].records == loaded + repeated + waiting, path
            assert (in_raw, in_quarantine) == (loaded, waiting), path
            assert repeated == (read if status == "repeat" else 0), path


@settings(
    phases=PHASES,
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="CLIENTELE_EXAMPLES" not in os.environ,
)
@given(sequence=sequences(), data=st.data())
def test_any_sequence_lands_alike_and_whole(
    sequence: tuple[str, str, list[list[File]]], data: st.DataObject
) -> None:
    kind, mode, paths = sequence
    hashes = []
    for is_last in (False, True):
        order = data.draw(st.permutations([n for n, held in enumerate(paths) for _ in held]))
        ends = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
        with tempfile.TemporaryDirectory() as folder:
            project = described(folder, kind, mode)
            try:
                lying = deliver(project, paths, order, ends)
                check_accounts(project, lying)
                hashes.append(content_hashes(project.connection))
                note(str(project.fetch("select path, status, rule from ledger.delivery")))
                for name in lying if is_last else ():
                    replayed(project, name)
                    assert content_hashes(project.connection) == hashes[-1], name
                check_accounts(project, lying)
            finally:
                project.close()
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize("mode", ["delta", "snapshot"])
def test_content_that_came_again_later_stays_when_its_first_file_changes(mode: str) -> None:
    first, second = (written("csv", [("2023-01-01", "USD", rate)], None) for rate in "12")
    x, y = "f-2024-01-01.csv", "f-2024-02-01.csv"
    paths = [[File(x, *first), File(x, *second)], [File(y, *first)]]
    hashes = []
    for order in ([0, 0, 1], [0, 1, 0], [1, 0, 0]):
        with tempfile.TemporaryDirectory() as folder:
            project = described(folder, "csv", mode)
            try:
                check_accounts(project, deliver(project, paths, order, [True] * 3))
                hashes.append(content_hashes(project.connection))
            finally:
                project.close()
    assert hashes[0]["raw.product"][0] == 2
    assert hashes[0] == hashes[1] == hashes[2]


def deliver(
    project: Project, paths: list[list[File]], order: list[int], ends: list[bool]
) -> dict[str, File]:
    """Put the files at their paths; a run ends where ``ends`` says, and before a path changes."""
    queues, lying = [iter(held) for held in paths], {}
    for number, is_end in zip(order, ends, strict=True):
        file = next(queues[number])
        if file.name in lying:
            project.land()
        project.deliver(file.name, file.content)
        lying[file.name] = file
        if is_end:
            project.land()
    project.land()
    return lying


def replayed(project: Project, name: str) -> None:
    project.run_id += 1
    replay(project.connection, project.settings, {"shop": project.source}, name, project.run_id)
