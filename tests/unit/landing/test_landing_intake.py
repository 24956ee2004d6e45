"""The side that reads: bounded whatever the machine, and able to spill."""

import hashlib
from pathlib import Path

from pipelines import settings as settings_module
from pipelines.landing.intake import READING_THREADS, open_intake

ROWS = 400_000
LAST = max(hashlib.md5(str(i).encode()).hexdigest() for i in range(ROWS))  # noqa: S324


def test_many_cores_read_with_few_threads_and_spill_into_a_new_warehouse(tmp_path: Path) -> None:
    settings = settings_module.load(tmp_path, threads=64, landing={"memory_limit": "24MB"})
    with open_intake(settings) as intake:
        assert intake.sql("select current_setting('threads')").fetchone() == (READING_THREADS,)
        sorted_last = (
            f"select text from (select md5(i::varchar) as text from range({ROWS}) as r (i)) "
            f"order by text offset {ROWS - 1}"
        )
        assert intake.sql(sorted_last).fetchall() == [(LAST,)]
