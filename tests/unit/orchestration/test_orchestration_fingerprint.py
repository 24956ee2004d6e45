"""When an increment may be added to what was built, and when all is built from the start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.orchestration import fingerprint
from pipelines.orchestration.fingerprint import Fingerprint, code_files, code_hash

NOW = Fingerprint("deliveries", "code", date(2026, 6, 30))


@pytest.mark.parametrize(
    ("before", "continues"),
    [
        (None, False),
        ("others.code.2026-06-29", True),
        ("others.code.2026-06-30", True),
        ("others.code.2026-07-01", False),
        ("deliveries.changed.2026-06-30", False),
    ],
)
def test_an_increment_needs_the_same_code_and_no_later_day(
    before: str | None, continues: bool
) -> None:
    assert NOW.continues(before) is continues


def test_a_fingerprint_is_read_back_as_it_was_written() -> None:
    assert NOW.continues(str(NOW))


def test_the_name_of_the_projects_own_folder_leaves_no_source_out(tmp_path: Path) -> None:
    source = tmp_path / "demo" / "console" / "sources" / "shop.yml"
    source.parent.mkdir(parents=True)
    source.write_text("source: shop\n")
    settings = settings_module.load(sources=source.parent)
    assert (source.parent, source) in set(code_files(settings))


def test_code_has_one_hash_wherever_its_project_lies(tmp_path: Path) -> None:
    hashes = set()
    for place in ("here", "elsewhere"):
        source = tmp_path / place / "shop.yml"
        source.parent.mkdir()
        source.write_text("source: shop\n")
        hashes.add(code_hash(settings_module.load(sources=source.parent)))
    assert len(hashes) == 1


def test_a_file_that_moved_is_other_code(tmp_path: Path) -> None:
    source = tmp_path / "shop.yml"
    source.write_text("source: shop\n")
    settings = settings_module.load(sources=tmp_path)
    before = code_hash(settings)
    (tmp_path / "below").mkdir()
    source.rename(tmp_path / "below" / "shop.yml")
    assert code_hash(settings) != before


def test_another_version_of_a_tool_is_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_module.load()
    before = code_hash(settings)
    monkeypatch.setattr(fingerprint, "version", lambda tool: f"{tool} of next year")
    assert code_hash(settings) != before
