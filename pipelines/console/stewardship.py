"""What a steward asks, looked at before a run begins; what was said, how true it is and why."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from pipelines.console.query import fetch, working_file
from pipelines.identity.accuracy import Judgement, judge
from pipelines.identity.accuracy.wording import rows
from pipelines.identity.naming import CONTACT, NAME, OverruleError, Record, key_of, record_of
from pipelines.identity.overrules import SAME, WORD, are_kept, check, kind, numbers
from pipelines.identity.scoring import blocking as blocks
from pipelines.identity.scoring import model
from pipelines.mendable import MendableError
from pipelines.settings import CONFIG_FILE, Settings

Rows = tuple[list[str], list[tuple[object, ...]]]

WORDS = """
select
    overrule_id as number, kind, {one} as one, {other} as other, reason, run_id as run,
    undone_run_id as undone_in_run,
from {word}
order by overrule_id desc
"""
LISTED = {"number", "kind", "one", "other", "reason", "undone_in_run"}
KEYED = "'@' || record_key_{0}"
NAMED = NAME.format(entity="entity_{0}", source="source_{0}", id="party_id_{0}")
# -9223372036854775808
LONGEST_KEY = 20


def keys(settings: Settings, left: str, right: str) -> tuple[int, int]:
    """Return the keys of two records of which a word is said, as ``source:id`` or ``@key``.

    Raises:
        OverruleError: if one is not there, both are the same, or no word can be said of them.

    """
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        one, other = named_keys(connection, left, right)
        check(connection, one, other)
        return one, other


def named_keys(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> tuple[int, int]:
    """Return the keys of two records, each named as ``source:id`` or ``@key``.

    Raises:
        OverruleError: if one is not there, or both are the same.

    """
    one, other = (_key(connection, text) for text in (left, right))
    if one == other:
        raise OverruleError(SAME)
    return one, other


def named_record(connection: duckdb.DuckDBPyConnection, text: str) -> Record:
    """Return a party that is named as ``source:id`` or ``@key``.

    Raises:
        OverruleError: if it is not there, or no party.

    """
    record = record_of(connection, _key(connection, text))
    if record is None or record.entity == CONTACT:
        raise OverruleError(f"{text}: no party; a contact person is corrected in its source")
    return record


def _key(connection: duckdb.DuckDBPyConnection, text: str) -> int:
    if not text.startswith("@"):
        return key_of(connection, Record.parse(text))
    key = text.removeprefix("@")
    is_number = key.removeprefix("-").isdigit() and len(key) <= LONGEST_KEY
    if not is_number or record_of(connection, int(key)) is None:
        raise OverruleError(f"{text}: identity knows no record with this key")
    return int(key)


def check_word(settings: Settings, number: int) -> None:
    """Refuse a word that is not in force.

    Raises:
        OverruleError: if there is none of this number.

    """
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        if number not in numbers(connection):
            raise OverruleError(f"{number}: no such word in force")


def words(settings: Settings, personal: bool) -> Rows:
    """Return all words, the last one first; records go by key unless ids may be seen."""
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        if not are_kept(connection):
            return [], []
    one, other = ((NAMED if personal else KEYED).format(side) for side in ("left", "right"))
    return fetch(working_file(settings), WORDS.format(one=one, other=other, word=WORD))


def kept_words(settings: Settings, file: Path) -> list[tuple[str, int, int, str]]:
    """Return the words in force of a list that ``identity list -f csv`` wrote, the oldest first.

    Raises:
        OverruleError: if it is no such list, or names what is not there.

    """
    with file.open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(lines))
    if not all(row.keys() >= LISTED and row["number"].isdigit() for row in listed):
        raise OverruleError(f"{file}: no list of words, as `identity list -f csv` writes one")
    said = sorted(
        (row for row in listed if not row["undone_in_run"]), key=lambda row: int(row["number"])
    )
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        return [
            (kind(row["kind"]), *named_keys(connection, row["one"], row["other"]), row["reason"])
            for row in said
        ]


def blocking(settings: Settings) -> Rows:
    """Return how many pairs each blocking rule yields among the records that there are."""
    heads = ["model", "rule", "keys", "keys_above_ceiling", "pairs"]
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        return heads, [
            (name, *counted)
            for name in model.NAMES
            for counted in blocks.count_pairs(connection, name)
        ]


def accuracy(settings: Settings) -> tuple[Judgement, list[str], list[tuple[object, ...]]]:
    """Return the judgement on identity as it stands, and its figures as a table.

    Raises:
        MendableError: if the project names no labels, or they cannot be read.

    """
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        judgement = judge(connection, settings)
    if judgement is None:
        raise MendableError(
            f"{settings.project / CONFIG_FILE} names no labels: set `labels` in [identity] to a "
            "CSV file of records or pairs whose answer is known"
        )
    return judgement, ["figure", "identity", "exact_rules_alone"], [*rows(judgement)]
