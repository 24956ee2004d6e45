"""The formula of a model in SQL: what Splink's ``predict`` computes, for any pairs of records.

Belongs here: from Splink's settings to expressions. Does not belong here: which pairs are scored.
Splink's own ``predict`` blocks by itself and keeps every step in a table; a test holds the weights
here against it.
"""

from __future__ import annotations

import math
from typing import Any

from pipelines.identity.scoring.blocking import DOMAINS
from pipelines.identity.scoring.model import Model

# Splink's own floor of a probability.
LEAST = 1e-300

# Whoever is called the same has a mailbox that is spelt from the name: it says nothing more. Two
# letters, since umlauts are written in several ways; one digit tells namesakes of a provider apart.
OWN_MAILBOXES = """
nullif(list_filter(mailboxes, lambda box:
    regexp_matches(box, '[0-9]{2}')
    or not coalesce(contains(box, left(family_name, 2)), false)
    and not coalesce(contains(box, left(given_name, 2)), false)
), [])
"""

# The features as the models compare them. A first of January mostly says that no day is known.
RECORD = r"""
select
    feature.*,
    year(birth_date) as birth_year,
    month(birth_date) = 1 and day(birth_date) = 1 as is_year_only,
    right('0000' || strftime(birth_date, '%Y%m%d'), 8) as birth_text,
    case
        when day(birth_date) <= 12 and day(birth_date) <> month(birth_date)
            then make_date(year(birth_date), day(birth_date), month(birth_date))
    end as swapped_birth_date,
    regexp_replace(emails[1], '[^0-9]+', '', 'g') as email_digits,
    flatten(list_transform(emails, lambda one: ['<' || left(one, 8), right(one, 14) || '>']))
        as email_parts,
    flatten(list_transform(
        phones, lambda one: ['<' || left(one, length(one) - 5), right(one, 5) || '>']
    )) as phone_parts,
    {own_mailboxes} as own_mailboxes,
    {domains} as domains,
from {features} as feature
"""


def record_sql(name: str, features: str = "identity.feature") -> str:
    """Return the query for the records of a model as it compares them."""
    laid_out = RECORD.replace("{domains}", DOMAINS).replace("{own_mailboxes}", OWN_MAILBOXES)
    laid_out = laid_out.replace("{features}", features)
    return laid_out + f"where feature.kind = '{name}'"


def compared_sql(model: Model, frequencies: str, features: str = "identity.feature") -> str:
    """Return the query for the records of a model with how frequent their names are.

    ``frequencies`` are those of the model's version. They are looked up once a record: a join for
    each pair takes time, and leaves lists in a form that DuckDB has to unpack.
    """
    columns = [f"record.{column}" for column in COLUMNS]
    joins = []
    for column in model.frequency_columns:
        term = f"tf_{column}"
        columns.append(f"{term}.frequency as {term}")
        joins.append(
            f"left join {frequencies} as {term} on {term}.column_name = '{column}' "
            f"and record.{column} = {term}.term"
        )
    found = record_sql(model.name, features)
    return f"select {', '.join(columns)} from ({found}) as record {' '.join(joins)}"


def level_weight(level: dict[str, Any]) -> float:
    """Return the base-2 logarithm of a level's odds."""
    if level.get("is_null_level"):
        return 0.0
    m, u = (max(float(level[f"{one}_probability"]), LEAST) for one in "mu")
    return math.log2(m / u)


def weights(model: Model) -> list[str]:
    """Return an expression for each comparison, over columns that end in ``_l`` and ``_r``."""
    return [_weight(comparison["comparison_levels"]) for comparison in model.comparisons]


def levels(model: Model) -> list[str]:
    """Return an expression for each comparison: the place of the level that holds."""
    return [
        _case(found, [str(place) for place in range(len(found))])
        for found in (comparison["comparison_levels"] for comparison in model.comparisons)
    ]


def prior_weight(model: Model) -> float:
    """Return the base-2 logarithm of the odds before anything is compared."""
    return math.log2(model.prior / (1 - model.prior))


def _weight(levels: list[dict[str, Any]]) -> str:
    return _case(levels, [result(level, levels) for level in levels])


def _case(levels: list[dict[str, Any]], results: list[str]) -> str:
    conditions = [level["sql_condition"] for level in levels]
    return case(list(zip(conditions, results, strict=True)))


def case(branches: list[tuple[str, str]]) -> str:
    """Return the expression of the first branch (condition, result) that holds."""
    if branches[0][0].strip().upper() == "ELSE":
        return branches[0][1]
    listed = [
        f"else {result}"
        if condition.strip().upper() == "ELSE"
        else f"when {condition} then {result}"
        for condition, result in branches
    ]
    return f"case {' '.join(listed)} end"


def result(level: dict[str, Any], levels: list[dict[str, Any]]) -> str:
    """Return the expression of a level's weight, with that of its term where terms count."""
    weight = f"cast({level_weight(level)!r} as double)"
    column = level.get("tf_adjustment_column")
    if column is None:
        return weight
    exact = f"{column}_l = {column}_r"
    base = next(one["u_probability"] for one in levels if one["sql_condition"] == exact)
    least = level.get("tf_minimum_u_value", 0.0)
    share = level.get("tf_adjustment_weight", 1.0)
    known = f"coalesce(tf_{column}_l, tf_{column}_r)"
    return (
        f"{weight} + case when {known} is not null then {share!r} * ({math.log2(base)!r} - "
        f"log2(greatest({known}, coalesce(tf_{column}_r, tf_{column}_l), {least!r}))) else 0 end"
    )


def pair_sql(model: Model, pairs: str, records: str) -> str:
    """Return the query that lays the two records of each pair side by side.

    ``records`` has a row a record (``compared_sql``).
    """
    columns = [column for column in COLUMNS if column != "record_key"]
    columns += [f"tf_{column}" for column in model.frequency_columns]
    sides = {"l": "left", "r": "right"}
    listed = [f"{s}.{column} as {column}_{s}" for s in sides for column in columns]
    joins = [
        f"inner join {records} as {s} on pair.record_key_{end} = {s}.record_key"
        for s, end in sides.items()
    ]
    return (
        f"select pair.record_key_left, pair.record_key_right, {', '.join(listed)} "
        f"from {pairs} as pair {' '.join(joins)}"
    )


COLUMNS = (
    "record_key", "given_name", "given_root", "family_name", "name_key", "native_name",
    "organisation_name", "legal_form", "sex_code", "birth_date", "birth_year", "is_year_only",
    "birth_text", "swapped_birth_date", "emails", "email_digits", "email_parts", "own_mailboxes",
    "domains", "phones", "phone_parts", "national_ids", "street", "house_number", "postal_code",
    "city", "region", "address_keys", "parent_key",
)  # fmt: skip


def score_sql(model: Model, pairs: str, records: str) -> str:
    """Return the query for every pair with its weights and their sum, unrounded.

    The weights are written down once: DuckDB computed each anew for the sum and for the condition
    on it, which took twice the time.
    """
    return (
        f"with side_by_side as ({pair_sql(model, pairs, records)}), "
        "weighed as materialized (select record_key_left, record_key_right, "
        f"[{', '.join(weights(model))}] as weights from side_by_side) "
        "select record_key_left, record_key_right, "
        f"cast({prior_weight(model)!r} as double) + list_sum(weights) as match_weight, weights "
        "from weighed"
    )
