"""As-of: a past day's warehouse is the one that was built on that day."""

from __future__ import annotations

from collections.abc import Callable

from conftest import Project
from model_runs import LAYERS, build, hashes

from pipelines.landing.detection import Found
from pipelines.publish import content_hashes


def test_a_past_day_is_what_was_known_on_that_day(
    make_project: Callable[[str], Project], ten: list[Found]
) -> None:
    dates = sorted({one.delivered_on for one in ten if one.delivered_on})
    past = dates[len(dates) // 2]
    then = make_project("then")
    then.deliver([one for one in ten if one.delivered_on and one.delivered_on <= past])
    build(then, checked=False)
    whole = make_project("whole")
    whole.deliver(ten)
    day = past.isoformat()
    whole.die("run", "--as-of", day, failpoint="target.copied")
    whole.die("run", "--as-of", day, failpoint="identity.after_commit")
    # What was committed there since lies in a log: it is not to be taken for that of the next copy.
    aside = whole.settings.warehouse / "as_of" / day / "working.duckdb"
    build(whole, past, checked=False)
    assert content_hashes(aside, LAYERS) == hashes(then.settings)
