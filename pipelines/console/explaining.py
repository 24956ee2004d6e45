"""How an explanation is told: by rules, levels and weights; values only to who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.console.stewardship import named_keys
from pipelines.identity.explanation import Explanation, Link, explain_records
from pipelines.identity.naming import CONTACT, record_of
from pipelines.identity.rules import of
from pipelines.identity.scoring.explain import Part
from pipelines.settings import Settings

REFUSALS = {
    "max_records": "together they would have more records than identity.max_records allows",
    "birth_date": "records of theirs have birth dates that differ by more than a slip",
    "national_id": "records of theirs have national ids that differ by more than a slip",
    "bridge": "a single pair alone does not join two customers of several records",
}
UNCOUNTED = "too many of one source have it, or people of unlike names, or both kinds of party"

OBJECTIONS = {
    "employer": "The customer is the organisation that the contact person speaks for",
    "several_customers": "Of several customers that the contact person may be none is taken",
    "another_customer": "A steward said which customer the contact person is: another one",
}
VALUES = """
select * exclude (entity, source, parent_key) from identity.feature
where record_key in (select unnest(?))
"""
# What is said of two that are one, and of two that are not, by what they are.
VERDICTS = {
    frozenset({"party"}): ("are one customer", "are two customers"),
    frozenset({CONTACT}): ("are one human", "are two humans"),
    frozenset({"party", CONTACT}): (
        "are one human, a customer besides",
        "are not taken to be one human",
    ),
}


@dataclass(frozen=True)
class Told:
    """An explanation, what its records are called, and their values where a reader may see them."""

    explanation: Explanation
    threshold: float
    names: Mapping[int, str]
    values: list[tuple[str, str, str]]


def explanation(settings: Settings, left: str, right: str, personal: bool, file: str) -> Told:
    """Explain two records that are named as ``source:id`` or ``@key``.

    Raises:
        OverruleError: if one is not there, or both are the same.

    """
    rules = of(settings)
    with duckdb.connect(file, read_only=True) as connection:
        keys = list(named_keys(connection, left, right))
        found = explain_records(connection, keys[0], keys[1], rules)
        ends = (key for step in found.chain for key in (step.left, step.right))
        named = sorted({*keys, *ends, *found.candidates})
        names = {
            key: str(record) if personal else f"{record.source} @{key}"
            for key in named
            if (record := record_of(connection, key)) is not None
        }
        values = list(_values(connection, keys)) if personal else []
    return Told(found, rules.guards.match_weight, names, values)


def _values(
    connection: duckdb.DuckDBPyConnection, keys: list[int]
) -> Iterator[tuple[str, str, str]]:
    cursor = connection.execute(VALUES, [keys])
    columns = [column[0] for column in cursor.description or []]
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}
    one, other = (rows.get(key, {}) for key in keys)
    for column in columns[1:]:
        shown = [_text(side.get(column)) for side in (one, other)]
        if any(shown):
            yield column, shown[0], shown[1]


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def show(out: Console, told: Told) -> None:
    """Print an explanation."""
    found, names = told.explanation, told.names
    one, two = VERDICTS[frozenset(found.entities)]
    verdict = one if found.is_one else two
    _say(out, f"{names[found.left]} and {names[found.right]} {verdict}.")
    for line in _evidence(found, told.threshold, names):
        _say(out, f"  {line}")
    if found.parts:
        _weights(out, found.parts)
    if len(found.chain) > 1:
        _say(out, "\nThey are tied through other records:")
        for step in found.chain:
            _say(out, f"  {names[step.left]} - {names[step.right]}: {_link(step.link)}")
            _weights(out, step.parts)
    if told.values:
        out.print()
        _table(out, ("value", "one", "other"), told.values)


def _evidence(found: Explanation, threshold: float, names: Mapping[int, str]) -> Iterator[str]:
    if found.direct.rules:
        yield f"They share what joins: {', '.join(sorted(found.direct.rules))}"
    for attribute in found.uncounted:
        yield f"They share the same {attribute}, which joins nobody: {UNCOUNTED}"
    if found.direct.word is not None:
        yield f"A steward said that they are one: word {found.direct.word}"
    if found.split is not None:
        yield f"A steward holds them apart: word {found.split}"
    for name in found.refusals:
        yield OBJECTIONS.get(name) or f"Held apart by a guard: {REFUSALS[name]}"
    if found.candidates:
        listed = ", ".join(names[key] for key in found.candidates)
        yield f"The contact person may be one of several customers: {listed}"
    if found.match_weight is None:
        yield "No model compares them: one is a person and the other an organisation"
    else:
        side = "joins" if found.match_weight >= threshold else "does not join"
        yield f"Match weight {found.match_weight:+.1f}, which {side} by itself ({threshold:g} does)"


def _link(link: Link) -> str:
    reasons = sorted(link.rules)
    if link.match_weight is not None:
        reasons.append(f"match weight {link.match_weight:+.1f}")
    if link.word is not None:
        reasons.append(f"a steward's word {link.word}")
    return ", ".join(reasons)


def _weights(out: Console, parts: Iterable[Part]) -> None:
    rows = [(part.comparison, part.level, f"{part.weight:+.1f}") for part in parts]
    if rows:
        _table(out, ("comparison", "level", "weight"), rows)


def _table(out: Console, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for head in heads:
        table.add_column(head, justify="right" if head == "weight" else "left")
    for row in rows:
        table.add_row(*row)
    out.print(table, markup=False)


def _say(out: Console, text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
