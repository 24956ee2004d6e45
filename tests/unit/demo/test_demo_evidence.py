"""Nearly all records of a party have something in common, so that they can be found to be one.

What is counted here is an upper bound of what any identity resolution can find: a shared e-mail
address, number or id, or a word of the name together with a postal code or a birth date; records
may be tied through others of the same party.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import demo_reading as reading
import polars as pl
import pytest
from anyascii import anyascii
from conftest import Generated

Records = dict[int, dict[tuple[str, str], set[tuple[str, ...]]]]


def stated(small: Generated) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what every source says of its parties, as the source files map it."""
    rejected = set(small.dirt.filter(pl.col("outcome") == "rejected")["path"])
    for source, _, feed in reading.FEEDS:
        for file in sorted(small.raw.glob(feed.files)) if "party" in feed.entities else ():
            path, entity = str(file.relative_to(small.raw)), feed.entities["party"]
            if path not in rejected:
                rows = reading.source_rows(small.raw, path, entity, small.bad_lines(path))
                for record in reading.mapped(rows, entity) if rows.height else ():
                    yield source.source, record


def strong_values(record: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what belongs to one party, or nearly so."""
    if email := record.get("email"):
        yield "email", email.lower().strip()
    for column in ("phone", "mobile"):
        if number := record.get(column):
            yield "phone", re.sub(r"\D", "", number)[-8:]
    if number := record.get("national_id"):
        yield "national_id", number


def named_places(record: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield each word of the name with where its bearer lives and when it was born."""
    mailbox = (record.get("email") or "").partition("@")[0]
    text = " ".join(record.get(c) or "" for c in ("name", "family_name", "native_name"))
    words = re.findall(r"[a-z0-9]{2,}", anyascii(f"{text} {mailbox}").lower())
    for column in ("postal_code", "birth_date"):
        if record.get(column):
            yield from ((column, str(record[column]), word) for word in words)


@pytest.fixture(scope="module")
def records(small: Generated) -> Records:
    """The evidence of each record of each entity."""
    columns = small.party.select("source", "party_id", "entity").iter_rows()
    entity_of = {(source, party_id): entity for source, party_id, entity in columns}
    found: Records = {}
    for source, record in stated(small):
        key = (source, str(record["party_id"]))
        if key in entity_of:
            evidence = found.setdefault(entity_of[key], {}).setdefault(key, set())
            evidence.update(strong_values(record), named_places(record))
    return found


def connected_share(records: Records, kinds: set[str]) -> float:
    """Return the share of true pairs that evidence of these kinds ties, link by link."""
    tied = true = 0
    for of_entity in records.values():
        groups: list[tuple[set[tuple[str, ...]], int]] = []
        for evidence in of_entity.values():
            merged, size = {one for one in evidence if one[0] in kinds}, 1
            apart = []
            for values, count in groups:
                if values & merged:
                    merged, size = values | merged, count + size
                else:
                    apart.append((values, count))
            groups = [*apart, (merged, size)]
        tied += sum(size * (size - 1) // 2 for _, size in groups)
        true += len(of_entity) * (len(of_entity) - 1) // 2
    return tied / true


def test_nearly_all_pairs_can_be_found(records: Records) -> None:
    bound = connected_share(records, {"email", "phone", "national_id", "postal_code", "birth_date"})
    print(f"share of true pairs that have evidence: {bound:.4f}")
    assert bound > 0.985


def test_exact_values_alone_do_not_suffice(records: Records) -> None:
    exact = connected_share(records, {"email", "phone", "national_id"})
    print(f"share of true pairs that exact values tie: {exact:.4f}")
    assert 0.85 < exact < 0.95


def test_agents_note_who_calls(records: Records) -> None:
    kinds = Counter(
        kind
        for of_entity in records.values()
        for (source, _), evidence in of_entity.items()
        if source == "call_centre"
        for kind in {one[0] for one in evidence}
    )
    assert 0.4 < kinds["email"] / kinds["phone"] < 0.7
    assert 0.7 < kinds["postal_code"] / kinds["phone"] < 0.95
