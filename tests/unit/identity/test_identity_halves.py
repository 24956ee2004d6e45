"""Half of the rows go through a second process: nothing of them changes on the way."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from pipelines.identity import halves, phone
from pipelines.identity.forms import names

DIALLED = ["1", "03023125123", "+493023125124", "03023125125", "0"]


def rows() -> pa.Table:
    countries = ["DE"] * len(DIALLED)
    return pa.table({"value": DIALLED, "country_code": countries, "dialled": DIALLED})


def test_rows_come_back_in_their_order_from_both_processes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A project may have a folder of that name: it is not what runs.
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    alone = halves.in_halves(phone, phone.normalise, rows(), phone.SCHEMA)
    started = []
    popen = halves.subprocess.Popen
    monkeypatch.setattr(
        halves.subprocess, "Popen", lambda *args, **kw: started.append(args) or popen(*args, **kw)
    )
    monkeypatch.setattr(halves, "FEW", len(DIALLED))
    assert halves.in_halves(phone, phone.normalise, rows(), phone.SCHEMA).equals(alone)
    assert len(started) == 1
    assert alone.column("normalised_value").to_pylist() == [
        *(None, "+493023125123", "+493023125124", "+493023125125", None)
    ]


def test_the_second_process_is_told_what_a_step_is_made_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(halves, "FEW", 2)
    nobody = ["Anna Berg", "n.n.", "Jens Holm", "N.N."]
    stated = pa.table({part: nobody if part == "name" else [""] * 4 for part in names.STATED})
    step = partial(names.forms, re.compile(r"n\.n\."))
    formed = halves.in_halves(names, step, stated, names.SCHEMA, r"n\.n\.")
    assert formed.column("name").to_pylist() == nobody
    assert formed.column("family_name_form").to_pylist() == ["berg", None, "holm", None]
    assert formed.column("reason_code").to_pylist() == [None, "placeholder"] * 2


def test_a_second_process_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "FEW", len(DIALLED))
    absent = ModuleType("pipelines.identity.absent")
    with pytest.raises(RuntimeError, match=r"No module named pipelines\.identity\.absent"):
        halves.in_halves(absent, phone.normalise, rows(), phone.SCHEMA)
