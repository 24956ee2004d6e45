"""Whatever is delivered, every record is accounted for, once."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.landing.landing_project import Project

CELLS = {
    "id": st.sampled_from(["", "a", "b", "c;d", 'e"f', "g\nh"]),
    "mail": st.sampled_from(["", "a@b.de", "nobody", "x" * 300]),
    "born": st.sampled_from(["", "1980-02-30", "1980-02-29", "1700-01-01", "infinity", "soon"]),
    "staff": st.sampled_from(["", "3", "-1", "1.5", "1e3", "many", "9" * 30]),
    "kind": st.sampled_from(["", "P", "O", "?", "test"]),
}
RECORD = st.fixed_dictionaries(CELLS)
JSON_RECORD = st.fixed_dictionaries(
    {"id": CELLS["id"] | st.integers()},
    optional={
        name: cells | st.none() | st.integers() | st.lists(st.integers(), max_size=2)
        for name, cells in CELLS.items()
        if name != "id"
    },
)
MALFORMED = st.sampled_from(["one", "1;2", "1;2;3;4;5;6;7"])
NO_OBJECT = st.sampled_from(["{no", "[1]", "7", '"text"', "{}}"])
ENTITY = {
    "map": {
        "party_id": "id",
        "email": "lower(mail)",
        "birth_date": "born",
        "employee_count": "cast(staff as bigint) * 2",
        "party_type_code": {"value": "kind", "codes": {"P": "person", "O": "organisation"}},
    },
    "where": "kind is distinct from 'test'",
}


def check(records: int, faults: int, name: str, text: str, collapse: bool, **feed: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), threads=1, landing={"batch_rows": 1000})
        try:
            project.describe({"party": ENTITY | {"collapse": collapse}}, **feed)
            outcome = project.land_one(name, text)
            assert outcome.status in ("loaded", "blocked"), outcome
            counts = outcome.counts["party"]
            assert counts.read == records + faults
            landed = project.fetch("select _record from raw.party")
            waiting = project.fetch("select _record, _line, rules from quarantine.party")
            assert counts.loaded == len(landed)
            assert counts.quarantined == len(waiting)
            assert counts.repeated == 0 or collapse
            bad = [line for record, line, _ in waiting if record is None]
            assert len(bad) == len(set(bad)) == faults
            numbers = [n for (n,) in landed] + [n for n, _, _ in waiting if n is not None]
            assert len(numbers) == len(set(numbers))
            assert set(numbers) <= set(range(1, records + 1))
            assert len(numbers) == records - counts.repeated - counts.not_applicable
            assert all(rules for _, _, rules in waiting)
        finally:
            project.close()


@settings(max_examples=30, deadline=None)
@given(lines=st.lists(RECORD | MALFORMED, min_size=1, max_size=40), collapse=st.booleans())
def test_each_line_of_delimited_text_is_accounted_for(
    lines: list[dict[str, str] | str], collapse: bool
) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(CELLS), delimiter=";", lineterminator="\n")
    writer.writeheader()
    for line in lines:
        if isinstance(line, dict):
            writer.writerow(line)
        else:
            text.write(line + "\n")
    faults = sum(isinstance(line, str) for line in lines)
    check(
        len(lines) - faults,
        faults,
        "f-2024-01-01.csv",
        text.getvalue(),
        collapse,
        options={"delimiter": ";"},
    )


@settings(max_examples=30, deadline=None)
@given(lines=st.lists(JSON_RECORD | NO_OBJECT | st.just(""), max_size=40), collapse=st.booleans())
def test_each_line_of_json_is_accounted_for(
    lines: list[dict[str, Any] | str], collapse: bool
) -> None:
    whole = {"id": "first", "mail": None, "born": None, "staff": None, "kind": None}
    text = [line if isinstance(line, str) else json.dumps(line) for line in [whole, *lines]]
    faults = sum(isinstance(line, str) and line != "" for line in lines)
    records = 1 + sum(isinstance(line, dict) for line in lines)
    check(records, faults, "f-2024-01-01.jsonl", "\n".join(text) + "\n", collapse, reader="jsonl")
