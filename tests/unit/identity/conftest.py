"""Features that a test states, in a file with nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pytest

from pipelines.identity import scoring, tables

Scored = dict[tuple[int, int], float]


def person(key: int, given: str = "anna", family: str = "lindqvist", **more: Any) -> dict[str, Any]:
    names = {"given_name": given, "given_root": given, "family_name": family}
    return {"record_key": key, "name_key": " ".join(sorted((given, family)))} | names | more


HOME = {
    "street": "rosenweg",
    "house_number": "7",
    "postal_code": "24103",
    "city": "kiel",
    "address_keys": ["DE|24103|rosenweg|7"],
}
BORN = {"birth_date": date(1980, 3, 11)}


@dataclass
class Features:
    """``identity.feature`` of a test; record keys are small numbers."""

    connection: duckdb.DuckDBPyConnection

    def state(self, *records: dict[str, Any]) -> None:
        """Put records in the place of those with their keys."""
        for record in records:
            row = {"entity": "party", "source": "crm", "kind": "person"} | record
            self.forget(row["record_key"])
            marks = ", ".join("?" for _ in row)
            self.connection.execute(
                f"insert into identity.feature ({', '.join(row)}) values ({marks})",
                list(row.values()),
            )

    def forget(self, key: int) -> None:
        """Take a record away."""
        self.connection.execute("delete from identity.feature where record_key = ?", [key])

    def touch(self, *keys: int) -> None:
        """Say which records are about to change; keep them as they are."""
        self.connection.execute("delete from touched_party")
        self.connection.execute("insert into touched_party select 'crm', unnest(?)", [list(keys)])
        scoring.remember(self.connection)

    def score(self, *, is_full: bool = False) -> Scored:
        """Score what was touched, or all; return the weight of each pair that was kept."""
        if is_full:
            self.touch(-1)
        scoring.refresh(self.connection, 0.0, is_full=is_full)
        rows = self.connection.execute(
            "select record_key_left, record_key_right, match_weight from identity.scored_pair"
        ).fetchall()
        return {(left, right): weight for left, right, weight in rows}

    def weigh(self, one: dict[str, Any], other: dict[str, Any]) -> float:
        """Return the weight of two records with nothing beside them, whichever is the left one."""
        found = []
        for left, right in ((one, other), (other, one)):
            self.connection.execute("delete from identity.feature")
            self.state(left | {"record_key": 1}, right | {"record_key": 2})
            self.touch(-1)
            scoring.refresh(self.connection, -1000.0, is_full=True)
            found += self.connection.execute(
                "select match_weight from identity.scored_pair"
            ).fetchall()
        (first,), (second,) = found
        assert first == second
        return float(first)

    def content(self) -> list[tuple[Any, ...]]:
        """Return all of the scored pairs, in order."""
        return self.connection.execute("from identity.scored_pair order by all").fetchall()


@pytest.fixture
def features() -> Iterator[Features]:
    with duckdb.connect() as connection:
        connection.execute("create macro durable_key(entity, source, id) as id::bigint")
        connection.execute("create schema identity")
        tables.create(connection)
        connection.execute("create temp table touched_party (source varchar, party_id varchar)")
        connection.execute(
            "create temp table touched_contact (source varchar, contact_person_id varchar)"
        )
        connection.execute("create temp table concerned (record_key bigint)")
        yield Features(connection)
