"""A steward's word on who is who: two records are one, or they are not; it can be taken back.

Belongs here: the words and which of them are in force. Does not belong here: what clusters make of
them (``groups``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import duckdb

from pipelines.identity.naming import KNOWN, OverruleError

Kind = Literal["merge", "split"]
SAME = "a record is one with itself: name two"
ORGANISATION = "a contact person is no organisation: name the person as a customer"
KINDS: dict[str, Kind] = {"merge": "merge", "split": "split"}

TABLE = """
create schema if not exists identity;
create table if not exists identity.overrule (
    overrule_id bigint not null, kind varchar not null,
    source_left varchar not null, party_id_left varchar not null,
    source_right varchar not null, party_id_right varchar not null,
    reason varchar not null, run_id bigint not null, undone_run_id bigint
);
alter table identity.overrule add column if not exists entity_left varchar default 'party';
alter table identity.overrule add column if not exists entity_right varchar default 'party';
"""

# Also of a file that was made when words were of parties alone: no run has added the columns yet.
WORD = """(
    select
        * exclude (entity_left, entity_right),
        coalesce(entity_left, 'party') as entity_left,
        coalesce(entity_right, 'party') as entity_right,
        durable_key(coalesce(entity_left, 'party'), source_left, party_id_left)
            as record_key_left,
        durable_key(coalesce(entity_right, 'party'), source_right, party_id_right)
            as record_key_right,
    from (
        from identity.overrule
        union all by name
        select null::varchar as entity_left, null::varchar as entity_right where false
    )
)"""

# Of several words about the same two records the last one counts.
IN_FORCE = f"""
select kind, record_key_left, record_key_right, overrule_id
from {WORD}
where undone_run_id is null
qualify row_number() over (
    partition by
        least(record_key_left, record_key_right), greatest(record_key_left, record_key_right)
    order by overrule_id desc
) = 1
order by overrule_id
"""


def kind(text: str) -> Kind:
    """Read what a steward says of two records.

    Raises:
        OverruleError: if it is neither.

    """
    if text not in KINDS:
        raise OverruleError(f"{text}: neither {' nor '.join(KINDS)}")
    return KINDS[text]


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
        OverruleError: if a record is not there, both are the same, or one is a contact person
            and the other an organisation.

    """
    if said.left == said.right:
        raise OverruleError(SAME)
    check(connection, said.left, said.right)
    kept = connection.execute(
        "insert into identity.overrule by name select "
        "(select coalesce(max(overrule_id), 0) + 1 from identity.overrule) as overrule_id, "
        "$kind as kind, one.entity as entity_left, one.source as source_left, "
        "one.id as party_id_left, other.entity as entity_right, other.source as source_right, "
        "other.id as party_id_right, $reason as reason, $run_id as run_id "
        f"from {KNOWN} as one inner join {KNOWN} as other "
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


def check(connection: duckdb.DuckDBPyConnection, left: int, right: int) -> None:
    """Refuse a word about a contact person and an organisation.

    Raises:
        OverruleError: if it is one.

    """
    entities, kinds = connection.execute(
        "select count(distinct entity), list(kind) from identity.feature "
        "where record_key in (?, ?)",
        [left, right],
    ).fetchall()[0]
    if entities > 1 and "organisation" in kinds:
        raise OverruleError(ORGANISATION)


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
