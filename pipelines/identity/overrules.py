"""A steward's word on who is who: two records are one, or they are not; it can be taken back.

Belongs here: the words and which of them are in force. Does not belong here: what clusters make of
them (``groups``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import duckdb

Kind = Literal["merge", "split"]
SAME = "a record is one with itself: name two"
KINDS: dict[str, Kind] = {"merge": "merge", "split": "split"}

TABLE = """
create schema if not exists identity;
create table if not exists identity.overrule (
    overrule_id bigint not null, kind varchar not null,
    source_left varchar not null, party_id_left varchar not null,
    source_right varchar not null, party_id_right varchar not null,
    reason varchar not null, run_id bigint not null, undone_run_id bigint
);
"""

# Of several words about the same two records the last one counts.
IN_FORCE = """
select
    kind,
    durable_key('party', source_left, party_id_left) as record_key_left,
    durable_key('party', source_right, party_id_right) as record_key_right,
    overrule_id,
from identity.overrule
where undone_run_id is null
qualify row_number() over (
    partition by
        least((source_left, party_id_left), (source_right, party_id_right)),
        greatest((source_left, party_id_left), (source_right, party_id_right))
    order by overrule_id desc
) = 1
order by overrule_id
"""


class OverruleError(LookupError):
    """A steward named a record or a word that is not there."""


def kind(text: str) -> Kind:
    """Read what a steward says of two records.

    Raises:
        OverruleError: if it is neither.

    """
    if text not in KINDS:
        raise OverruleError(f"{text}: neither {' nor '.join(KINDS)}")
    return KINDS[text]


@dataclass(frozen=True)
class Record:
    """A party as a source knows it."""

    source: str
    party_id: str

    @classmethod
    def parse(cls, text: str) -> Record:
        """Read ``source:id``.

        Raises:
            OverruleError: if it has another form.

        """
        source, colon, party_id = text.partition(":")
        if not (source and colon and party_id):
            raise OverruleError(f"{text}: name a record as SOURCE:ID, such as crm:A-1001")
        return cls(source, party_id)


@dataclass(frozen=True)
class Said:
    """A steward's word about two records, by their keys: what is asked of a run holds no id."""

    kind: Kind
    left: int
    right: int
    reason: str


@dataclass(frozen=True)
class Request:
    """What a steward asks: words to keep, numbers of words to take back, models to train."""

    said: tuple[Said, ...] = ()
    undone: tuple[int, ...] = ()
    train: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything is asked."""
        return bool(self.said or self.undone or self.train)


NOTHING = Request()


@dataclass(frozen=True)
class Words:
    """What stewards said that is in force, as pairs of record keys."""

    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

    @property
    def records(self) -> list[int]:
        """The records that are spoken of, in order."""
        return sorted({key for two in (*self.together, *self.apart) for key in two})

    def among(self, records: Collection[int]) -> Words:
        """Return the words of which both ends are among ``records``."""
        known = set(records)
        return Words(
            tuple(two for two in self.together if known.issuperset(two)),
            tuple(two for two in self.apart if known.issuperset(two)),
        )


def say(connection: duckdb.DuckDBPyConnection, said: Said, run_id: int) -> int:
    """Keep a steward's word and return its number.

    Raises:
        OverruleError: if a record is not there, or both are the same.

    """
    if said.left == said.right:
        raise OverruleError(SAME)
    kept = connection.execute(
        "insert into identity.overrule select "
        "(select coalesce(max(overrule_id), 0) + 1 from identity.overrule), $kind, "
        "one.source, one.party_id, other.source, other.party_id, $reason, $run_id, null "
        "from identity.record as one inner join identity.record as other "
        "on one.record_key = $left and other.record_key = $right returning overrule_id",
        {
            "kind": said.kind,
            "reason": said.reason,
            "run_id": run_id,
            "left": said.left,
            "right": said.right,
        },
    ).fetchall()
    if not kept:
        raise OverruleError("one of the records is not there, or no longer")
    return int(kept[0][0])


def key_of(connection: duckdb.DuckDBPyConnection, record: Record) -> int:
    """Return the key of a record that identity knows.

    Raises:
        OverruleError: if there is none.

    """
    found = connection.execute(
        "select record_key from identity.record where source = ? and party_id = ?",
        [record.source, record.party_id],
    ).fetchall()
    if not found:
        raise OverruleError(f"{record.source} has no party with the id {record.party_id}")
    return int(found[0][0])


def heed(connection: duckdb.DuckDBPyConnection, request: Request, run_id: int) -> None:
    """Keep and take back what is asked.

    Raises:
        OverruleError: as ``say`` and ``take_back`` do.

    """
    connection.execute(TABLE)
    for said in request.said:
        say(connection, said, run_id)
    for number in request.undone:
        take_back(connection, number, run_id)


def take_back(connection: duckdb.DuckDBPyConnection, overrule_id: int, run_id: int) -> None:
    """Take a word back: from now on the records go by their evidence, or by an earlier word.

    Raises:
        OverruleError: if there is no such word in force.

    """
    changed = connection.execute(
        "update identity.overrule set undone_run_id = ? "
        "where overrule_id = ? and undone_run_id is null",
        [run_id, overrule_id],
    ).fetchall()
    if not changed[0][0]:
        raise OverruleError(f"{overrule_id}: no such word in force")


def in_force(connection: duckdb.DuckDBPyConnection) -> Words:
    """Return the words that count."""
    rows = connection.execute(IN_FORCE).fetchall()
    return Words(
        tuple((left, right) for kind, left, right, _ in rows if kind == "merge"),
        tuple((left, right) for kind, left, right, _ in rows if kind == "split"),
    )


def are_kept(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether a file has the table of words: one from before the first run has not."""
    tables = connection.execute(
        "select count(*) from duckdb_tables() "
        "where schema_name = 'identity' and table_name = 'overrule' and not internal"
    ).fetchall()
    return bool(tables[0][0])


def numbers(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the numbers of the words that count, also of a file that has no table for them."""
    if not are_kept(connection):
        return []
    return [row[3] for row in connection.execute(IN_FORCE).fetchall()]
