"""The levels of a comparison: conditions over two records' features, with stated odds.

Belongs here: how one level of a Splink comparison is written. Does not belong here: which
comparisons a model has (``person``, ``organisation``), and how their odds are learnt.
"""

from __future__ import annotations

from typing import Any

Level = dict[str, Any]
Comparison = dict[str, Any]

# How much text may differ and still be taken for the same word that was miswritten. A Jaro-Winkler
# likeness alone takes short words with a common beginning for one; an edit alone does so for words
# of three letters.
CLOSE = 0.92
ALIKE = 0.80

# No two texts of four letters or more that are one edit apart are less alike than this: all letters
# but one are found, at worst in another order, which leaves n letters ((n - 1) / n * 2 + 1/2) / 3
# (Jaro 1989); fewer than six, which are looked for nearby alone, keep their order.
ONE_EDIT = 0.70


def level(
    label: str, condition: str, m: float, u: float, *, tf: str | None = None, is_fixed: bool = False
) -> Level:
    """Return a level that ``m`` of the matching and ``u`` of all other pairs of records are in.

    The odds of a fixed level are stated, not learnt: it undoes what its neighbours take for
    independent.
    """
    found: Level = {
        "sql_condition": condition,
        "label_for_charts": label,
        "m_probability": m,
        "u_probability": u,
        "fix_m_probability": is_fixed,
        "fix_u_probability": is_fixed,
    }
    if tf:
        found |= {"tf_adjustment_column": tf, "tf_minimum_u_value": 0.00001}
    return found


def unknown(condition: str) -> Level:
    """Return the level of pairs of which nothing can be said."""
    return {"sql_condition": condition, "label_for_charts": "not known", "is_null_level": True}


def otherwise(m: float, u: float) -> Level:
    """Return the level of all other pairs."""
    return level("differs", "ELSE", m, u)


def comparison(name: str, *levels: Level) -> Comparison:
    """Return a comparison whose first level that holds counts."""
    return {"output_column_name": name, "comparison_levels": list(levels)}


def is_missing(column: str) -> str:
    """Condition: one of the two has no value."""
    return f"{column}_l is null or {column}_r is null"


def is_equal(column: str) -> str:
    """Condition: both have the same value."""
    return f"{column}_l = {column}_r"


def is_within(one: str, other: str, edits: int = 1) -> str:
    """Condition: two texts are no more than ``edits`` apart, two letters that changed places one.

    Such a slip is two edits of Levenshtein's, whose distance takes DuckDB a sixth of the time.
    """
    return (
        f"(case when levenshtein({one}, {other}) <= {2 * edits} "
        f"then damerau_levenshtein({one}, {other}) <= {edits} else false end)"
    )


def is_none(*conditions: str) -> str:
    """Condition: none of the conditions holds; one that cannot be told does not hold.

    Of a ``case`` DuckDB works out what it has to; of ``not`` and ``coalesce`` everything.
    """
    listed = " ".join(f"when {condition} then false" for condition in conditions)
    return f"(case {listed} else true end)"


def is_close(column: str, other: str | None = None) -> str:
    """Condition: two words that are one but for a slip.

    To ask first whether they may be one edit apart is quicker.
    """
    left, right = f"{column}_l", f"{other or column}_r"
    likeness = f"jaro_winkler_similarity({left}, {right})"
    return (
        f"(case when {likeness} >= {CLOSE} then true "
        f"when {likeness} >= {ONE_EDIT} and length({left}) >= 4 then {is_within(left, right)} end)"
    )


def is_alike(column: str, least: float = ALIKE) -> str:
    """Condition: two words that share most of their letters."""
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def is_word_of(column: str) -> str:
    """Condition: one has a whole word of the other, or is nothing but its first letter."""
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"((length({left}) = 1 or length({right}) = 1) and {left}[1] = {right}[1]) or "
        f"((contains({left}, ' ') or contains({right}, ' ')) and "
        f"list_has_any(string_split({left}, ' '), string_split({right}, ' ')))"
    )


def shares(column: str) -> str:
    """Condition: the two have a value of a list in common."""
    return f"list_has_any({column}_l, {column}_r)"


def shares_nearly(column: str, edits: int, parts: str | None = None) -> str:
    """Condition: of the two lists, two values are no more than ``edits`` edits apart.

    ``parts`` is a column with beginnings and ends of the values, one of which one edit leaves as it
    was: to look there first saves most of the time.
    """
    nearly = (
        f"len(list_filter({column}_l, lambda one: len(list_filter({column}_r, "
        f"lambda other: {is_within('one', 'other', edits)})) > 0)) > 0"
    )
    return f"{shares(parts)} and {nearly}" if parts else nearly
