"""What is delivered: the same bytes for the same seed, in sensible numbers, good files and bad."""

from __future__ import annotations

import gzip
import hashlib
import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import demo_reading as reading
import polars as pl
import pytest
from conftest import Generated

from pipelines import demo

FILE_RULES = {"torn", "empty", "wrong_encoding", "missing_column", "wrong_format", "no_date"}


def content_hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        demo.generate(tmp_path / name / "raw", 60, seed)
    one, two, other = (content_hashes(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert "truth/party.csv" in one
    assert sum(other.get(path) != content for path, content in one.items()) > 0.9 * len(one)


def test_no_time_of_writing_is_in_a_compressed_file(small: Generated) -> None:
    for path in (small.raw / "call_centre").glob("*.gz"):
        assert path.read_bytes()[4:8] == bytes(4)


def test_the_truth_lies_where_it_is_asked_for(tmp_path: Path) -> None:
    demo.generate(tmp_path / "raw", 60, truth=tmp_path / "elsewhere", until=date(2024, 5, 17))
    assert (tmp_path / "elsewhere" / "dirt.csv").exists()
    assert not (tmp_path / "truth").exists()
    dates = {path.stem[-10:] for path in (tmp_path / "raw" / "crm").glob("crm-*")}
    assert max(dates) == "2024-05-17"


@pytest.mark.parametrize("size", ["tiny", "-5", 10, "1.5"])
def test_a_size_that_means_nothing_is_refused(tmp_path: Path, size: str | int) -> None:
    with pytest.raises(ValueError, match="small, medium"):
        demo.generate(tmp_path / "raw", size)
    assert not any(tmp_path.iterdir())


def test_small_is_small(small: Generated) -> None:
    files = [path for path in small.raw.rglob("*") if path.is_file()]
    assert len(files) == small.summary.files <= 450
    assert 60_000 < small.summary.rows < 120_000


def test_every_file_belongs_to_one_feed_and_bad_files_are_bad(small: Generated) -> None:
    rejected = dict(
        small.dirt.filter(pl.col("outcome") == "rejected").select("path", "rule").iter_rows()
    )
    for file in small.raw.rglob("*"):
        path = file.relative_to(small.raw).as_posix()
        if file.is_dir():
            continue
        feed = reading.feed_of(path)
        if path in rejected:
            continue
        reading.delivered_on(path)
        (first, *_), known = feed.entities.values(), set(feed.ignore)
        for entity in feed.entities.values():
            known |= entity.columns
        rows = reading.source_rows(small.raw, path, first, small.bad_lines(path))
        assert set(rows.columns) <= known | {"lines"}, path


def test_rejected_files_are_what_the_truth_says(small: Generated) -> None:
    rejected = small.dirt.filter(pl.col("outcome") == "rejected").select("path", "rule")
    for path, rule in rejected.iter_rows():
        file = small.raw / path
        if rule == "empty":
            assert file.stat().st_size == 0
        elif rule == "torn" and file.suffix == ".gz":
            with pytest.raises(EOFError):
                gzip.decompress(file.read_bytes())
        elif rule == "torn":
            with pytest.raises(pl.exceptions.ComputeError):
                pl.read_parquet(file)
        elif rule == "wrong_encoding":
            with pytest.raises(UnicodeDecodeError):
                file.read_text(encoding="utf-8")
        elif rule == "missing_column":
            assert "rate" not in pl.read_csv(file).columns
        elif rule == "wrong_format":
            with pytest.raises(sqlite3.DatabaseError):
                sqlite3.connect(file).execute("select * from sqlite_master")
        else:
            assert rule == "no_date"
            with pytest.raises(AssertionError):
                reading.delivered_on(path)


def test_a_repeated_delivery_has_the_same_bytes_under_another_name(small: Generated) -> None:
    repeated = small.dirt.filter(pl.col("rule") == "repeat")["path"]
    for path in repeated:
        copied = small.raw / path
        assert copied.read_bytes() == (small.raw / path.replace("_copy", "")).read_bytes()
    assert len(repeated) >= 3


def test_a_late_delivery_holds_old_events_only(small: Generated) -> None:
    for path in small.dirt.filter(pl.col("rule") == "late")["path"]:
        feed = reading.feed_of(path)
        name = "order" if "order" in feed.entities else "interaction"
        entity = feed.entities[name]
        rows = reading.source_rows(small.raw, path, entity)
        if name == "order":
            newest = rows["changed_at"].max().date()
        else:
            newest = (
                rows["begin_local"].str.to_datetime("%d.%m.%Y %H:%M:%S", strict=False).max().date()
            )
        assert newest < reading.delivered_on(path) - timedelta(days=60)


def test_deliveries_are_monthly_and_in_the_last_month_daily(small: Generated) -> None:
    regular = [p for p in (small.raw / "web_shop").glob("orders-*") if len(p.stem) == 17]
    dates = sorted(date.fromisoformat(p.stem[-10:]) for p in regular)
    last = [day for day in dates if (day.year, day.month) == (2026, 6)]
    assert len(last) == 30
    assert dates[0] == date(2023, 7, 31)


@pytest.mark.parametrize(("size", "seed"), [(50, 1), (50, 2026), (60, 2), (80, 3), (150, 2026)])
def test_bad_files_are_bad_at_any_size(tmp_path: Path, size: int, seed: int) -> None:
    demo.generate(tmp_path / "raw", size, seed)
    dirt = pl.read_csv(tmp_path / "truth" / "dirt.csv", infer_schema_length=None)
    files = dirt.filter(pl.col("entity").is_null())
    assert set(files["rule"]) >= FILE_RULES | {"repeat", "superseded"}
    hashes = content_hashes(tmp_path / "raw")
    copied = set(files.filter(pl.col("rule") == "repeat")["path"])
    copied |= {path.replace("_copy", "") for path in copied}
    for path, rule in files.select("path", "rule").iter_rows():
        same = [other for other, digest in hashes.items() if digest == hashes[path]]
        assert (len(same) == 2) == (path in copied), (path, rule)
        if rule == "wrong_encoding":
            with pytest.raises(UnicodeDecodeError):
                (tmp_path / "raw" / path).read_text(encoding="utf-8")
        elif rule == "superseded":
            assert re.sub(r"(\d{4}-\d{2}-\d{2})", r"\1.r2", path) in hashes
