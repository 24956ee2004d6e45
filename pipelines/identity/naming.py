"""How a steward names a record: a party or a contact person, by its source's id.

Belongs here: names, the keys of those that identity knows, and back. Does not belong here: what is
said of a record (``overrules``, corrections).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# Whom a steward may speak of.
KNOWN = """(
    select record_key, 'party' as entity, source, party_id as id from identity.record
    union all
    select record_key, 'contact_person', source, contact_person_id from identity.contact
)"""
CONTACT = "contact_person"
# ``str(Record)`` as an expression.
NAME = (
    f"case {{entity}} when '{CONTACT}' then '{CONTACT}:' else '' end || {{source}} || ':' || {{id}}"
)
CALLED = {"party": "party", CONTACT: "contact person"}


class OverruleError(LookupError):
    """A steward named a record or a word that is not there."""


@dataclass(frozen=True)
class Record:
    """A party as a source knows it, or a contact person."""

    source: str
    id: str
    entity: str = "party"

    def __str__(self) -> str:
        """Return the name as ``parse`` reads it."""
        return ":".join((*((CONTACT,) if self.entity == CONTACT else ()), self.source, self.id))

    @classmethod
    def parse(cls, text: str) -> Record:
        """Read ``source:id`` of a party, or ``contact_person:source:id``.

        Raises:
            OverruleError: if it has another form.

        """
        source, colon, own_id = text.partition(":")
        entity = "party"
        if source == CONTACT:
            entity = CONTACT
            source, colon, own_id = own_id.partition(":")
        if not (source and colon and own_id):
            raise OverruleError(
                f"{text}: name a record as SOURCE:ID, such as crm:A-1001, or as {CONTACT}:SOURCE:ID"
            )
        return cls(source, own_id, entity)


def key_of(connection: duckdb.DuckDBPyConnection, record: Record) -> int:
    """Return the key of a record that identity knows.

    Raises:
        OverruleError: if there is none.

    """
    found = connection.execute(
        f"select record_key from {KNOWN} where entity = ? and source = ? and id = ?",
        [record.entity, record.source, record.id],
    ).fetchall()
    if not found:
        raise OverruleError(
            f"{record.source} has no {CALLED[record.entity]} with the id {record.id}"
        )
    return int(found[0][0])


def record_of(connection: duckdb.DuckDBPyConnection, key: int) -> Record | None:
    """Return how its source calls the record of a key, if identity knows it."""
    found = connection.execute(
        f"select source, id, entity from {KNOWN} where record_key = ?", [key]
    ).fetchall()
    return Record(*found[0]) if found else None
