"""What a pair may weigh at most, from what is cheap to compare: most candidates need no more.

Belongs here: a bound that no pair exceeds, and the pairs whose bound is enough. Does not belong
here: the weight itself (``formula``). A bound takes a level that it cannot rule out for the best of
those that are left, so that no pair is lost.
"""

from __future__ import annotations

import math
import re
from typing import Any

from pipelines.identity.scoring import formula
from pipelines.identity.scoring.model import Model

LISTS = (
    "emails", "email_parts", "own_mailboxes", "domains", "phones", "phone_parts", "national_ids",
    "address_keys",
)  # fmt: skip
SCALARS = tuple(column for column in formula.COLUMNS if column not in LISTS)

# Sums of weights may differ in their last digits by the order of adding.
TOLERANCE = 1e-6

# Of a list the hashes of two values, null without any, and whether there are more.
HASHED = (
    "case when {column} is not null then hash({column}[1]) end as {column}_1",
    "case when {column} is not null then hash({column}[least(len({column}), 2)]) end as {column}_2",
    "coalesce(len({column}) > 2, false) as {column}_many",
)
MISSING = re.compile(rf"\b({'|'.join(LISTS)})_([lr]) is null")
# What has a cheaper condition that holds wherever it does.
SHARED = re.compile(rf"list_has_any\(({'|'.join(LISTS)})_l, \1_r\)")
MAY_SHARE = (
    r"(\1_many_l or \1_many_r or \1_1_l = \1_1_r or \1_1_l = \1_2_r or \1_2_l = \1_1_r "
    r"or \1_2_l = \1_2_r)"
)
NEARLY = re.compile(r" and len\(list_filter\(.*$")
WORDS = re.compile(r"list_has_any\(string_split\(\w+, ' '\), string_split\(\w+, ' '\)\)")
# What has none.
EXPENSIVE = re.compile(r"list_|string_split")


def records_sql(model: Model, records: str) -> str:
    """Return the query for the records with what the bound looks at: short columns alone."""
    hashed = [one.format(column=column) for column in LISTS for one in HASHED]
    known = [f"tf_{column}" for column in model.frequency_columns]
    return f"select {', '.join([*SCALARS, *hashed, *known])} from {records}"


def promising_sql(model: Model, pairs: str, records: str, least: float) -> str:
    """Return the query for the pairs that may weigh ``least`` or more.

    ``records`` has a row a record, as ``records_sql`` makes it.
    """
    sides = {"l": "left", "r": "right"}
    columns = [
        *(column for column in SCALARS if column != "record_key"),
        *(f"{column}_{end}" for column in LISTS for end in ("1", "2", "many")),
        *(f"tf_{column}" for column in model.frequency_columns),
    ]
    listed = [f"{s}.{column} as {column}_{s}" for s in sides for column in columns]
    joins = [
        f"inner join {records} as {s} on pair.record_key_{end} = {s}.record_key"
        for s, end in sides.items()
    ]
    bounds = [bound(comparison["comparison_levels"]) for comparison in model.comparisons]
    return (
        f"select record_key_left, record_key_right from (select pair.record_key_left, "
        f"pair.record_key_right, {', '.join(listed)} from {pairs} as pair {' '.join(joins)}) "
        f"where {formula.prior_weight(model)!r} + {' + '.join(bounds)} >= {least - TOLERANCE!r}"
    )


def bound(levels: list[dict[str, Any]]) -> str:
    """Return an expression that is no less than the weight of the level that holds."""
    branches = []
    for number, level in enumerate(levels):
        left = levels[number:]
        condition, is_exact = _possible(level["sql_condition"])
        if is_exact:
            branches.append((condition, formula.result(level, levels)))
        elif _most(level) > min(map(_least, left)):
            branches.append((condition, f"cast('{max(map(_most, left))}' as double)"))
        # Else whatever comes after it weighs as much or more.
    return formula.case(branches)


def _possible(condition: str) -> tuple[str, bool]:
    """Return a condition that is cheap and holds wherever this one does; whether it is the same."""
    same = MISSING.sub(r"\1_1_\2 is null", condition)
    looser = WORDS.sub("true", NEARLY.sub("", SHARED.sub(MAY_SHARE, same)))
    if looser == same:
        return (same, True) if not EXPENSIVE.search(same) else ("true", False)
    # Under a negation what is looser would be stricter.
    is_negated = " not " in f" {looser}" or "then false" in looser
    return ("true" if EXPENSIVE.search(looser) or is_negated else looser, False)


def _most(level: dict[str, Any]) -> float:
    """Return what a level weighs at most: without limit where its term counts."""
    return math.inf if "tf_adjustment_column" in level else formula.level_weight(level)


def _least(level: dict[str, Any]) -> float:
    return -math.inf if "tf_adjustment_column" in level else formula.level_weight(level)
