"""The steward's queue on the command line: candidates, and the commands that settle them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from rich.console import Console

from pipelines.console.pasted import pasted
from pipelines.console.query import fetch, published_file
from pipelines.settings import Settings

QUEUE = """
select queue.*{columns}
from marts.duplicate_candidates as queue
{joins}
order by queue.queue_position
limit {limit:d}
"""
# In the personal file alone: how the sources call the two records of the strongest pair. The bridge
# has a row for each period in which a record was known to be one customer.
CALLED = """
inner join core.bridge_customer_identity as one
    on queue.record_key = one.record_key and one.is_current
inner join core.bridge_customer_identity as other
    on queue.other_record_key = other.record_key and other.is_current
"""
COLUMNS = (
    ", one.source_code || ':' || one.party_id as record"
    ", other.source_code || ':' || other.party_id as other_record"
)

Rows = tuple[list[str], list[tuple[object, ...]]]


def queue(settings: Settings, limit: int, personal: bool) -> Rows:
    """Return the first candidates of the published version.

    Raises:
        NothingPublishedError: if no version is published.

    """
    columns, joins = (COLUMNS, CALLED) if personal else ("", "")
    file = published_file(settings, personal)
    return fetch(file, QUEUE.format(columns=columns, joins=joins, limit=limit))


def show(out: Console, settings: Settings, rows: Rows) -> None:
    """Print each candidate with why it is one, what merging changes, and what to do."""
    names, found = rows
    for row in found:
        _show_one(out, settings, dict(zip(names, row, strict=True)))
    out.print(f"{len(found)} candidate{'s' * (len(found) != 1)}", style="dim")


def _show_one(out: Console, settings: Settings, row: Mapping[str, object]) -> None:
    # A source may call its records anything, and the commands are there to be pasted.
    one = shlex.quote(str(row.get("record", f"@{row['record_key']}")))
    other = shlex.quote(str(row.get("other_record", f"@{row['other_record_key']}")))
    called = f" {row['name']} / {row['other_name']}" if "name" in row else ""
    lines = [
        f"{row['queue_position']}. {row['source_code']} / {row['other_source_code']}:{called} "
        f"probability {float(str(row['match_probability'])):.2f}, {row['queue_reason_code']}",
        f"   for: {row['agreeing_comparison_codes'] or 'nothing'}; "
        f"against: {row['differing_comparison_codes'] or 'nothing'}",
        f"   merged: {_change(row, 'order_count')} orders, "
        f"{_change(row, 'revenue_company_amount')} revenue, "
        f"{_change(row, 'open_complaint_count')} open complaints",
        f"   segment: {_state(row, 'rfm_segment_code')}; "
        f"stage: {_state(row, 'lifecycle_stage_code')}",
        *(
            f"   {pasted(settings, f'identity {word} {one} {other}')}"
            for word in ("explain", "merge", "split")
        ),
    ]
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    out.print()


def _change(row: Mapping[str, object], figure: str) -> str:
    return f"{row[figure]} + {row['other_' + figure]} = {row['merged_' + figure]}"


def _state(row: Mapping[str, object], state: str) -> str:
    one, other, merged = (row[side + state] or "none" for side in ("", "other_", "merged_"))
    return f"{one} + {other} = {merged}"
