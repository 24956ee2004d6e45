"""Why two records are one, or not: rules, weights, the chain between them, refusals.

Two parties are one customer, two contact persons one human, and a contact person is a customer
besides.

Belongs here: what the working file knows of two records' evidence, by keys, rules and weights. Does
not belong here: any value of a record, and how a reader is shown the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

import duckdb

from pipelines.identity import clusters, consumers, contacts, overrules, pairs, reach, tables
from pipelines.identity.groups import part
from pipelines.identity.guards import WORD
from pipelines.identity.naming import CONTACT
from pipelines.identity.rules import Rules
from pipelines.identity.scoring.explain import Part, explain
from pipelines.mendable import MendableError

WHOLE = """
with known as (
    select record_key, 'party' as entity, customer_key as whole_key from identity.record
    union all
    select record_key, 'contact_person', person_key from identity.contact
)

select whole_key, entity, list(record_key order by record_key)
from known
where (whole_key, entity) in (select (whole_key, entity) from known where record_key = ?)
group by all
"""

# Values that several of the records hold; one that is no evidence joins nobody.
HELD = """
select
    value.attribute_code,
    list(value.record_key order by value.record_key) as keys,
    any_value(evidence.first_record_key) is not null,
from identity.record_value as value
left join evidence using (attribute_code, normalised_value)
where value.record_key in (select unnest($keys))
group by value.attribute_code, value.normalised_value
having count(*) > 1
order by value.attribute_code, keys
"""

SCORED = """
select record_key_left, record_key_right, match_weight
from identity.scored_pair
where record_key_left in (select unnest($keys)) and record_key_right in (select unnest($keys))
"""

SUSPECT = "create or replace temp table suspect as select unnest($keys) as record_key"


class UnfinishedError(MendableError):
    """What ties the records is derived anew, and the run that began it did not end."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("a run ended while it worked out who is who: run again, then ask again")


@dataclass
class Link:
    """What ties two records directly: exact rules, a match weight, a steward's word."""

    rules: set[str] = field(default_factory=set)
    match_weight: float | None = None
    word: int | None = None

    def joins(self, threshold: float) -> bool:
        """Tell whether this alone speaks for one customer."""
        is_scored = self.match_weight is not None and self.match_weight >= threshold
        return bool(self.rules) or is_scored or self.word is not None


@dataclass(frozen=True)
class Step:
    """One link of the chain between two records."""

    left: int
    right: int
    link: Link
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Explanation:
    """Why two records are one customer, or not; keys, codes and weights only."""

    left: int
    right: int
    entities: tuple[str, str]
    is_one: bool
    direct: Link
    uncounted: tuple[str, ...]
    parts: tuple[Part, ...]
    chain: tuple[Step, ...]
    refusals: tuple[str, ...]
    # Customers that a contact person may be besides, where there are several.
    candidates: tuple[int, ...]
    split: int | None

    @property
    def match_weight(self) -> float | None:
        """The weight of the two records by the model in force; None if it does not compare them."""
        return round(sum(part.weight for part in self.parts), 4) if self.parts else None


def explain_records(
    connection: duckdb.DuckDBPyConnection, left: int, right: int, rules: Rules
) -> Explanation:
    """Explain two records of the working file, which stays as it is.

    Raises:
        UnfinishedError: if a run ended while it derived anew what the explanation is made of.

    """
    if not tables.is_finished(connection):
        raise UnfinishedError
    guards = rules.guards
    said = overrules.in_force(connection)
    one, other = _whole(connection, left), _whole(connection, right)
    keys = sorted({*one.records, *other.records})
    words = clusters.of_active(connection, said)
    reach.begin(connection, [left, right])
    reach.widen(connection, guards, words)
    tied = {key for (key,) in connection.execute("from concerned").fetchall()}
    reach.begin(connection, sorted({*keys, *tied}))
    pairs.find_evidence(connection, rules, "concerned")
    links, uncounted = _links(connection, keys)
    split = _take_words(connection, links, keys)
    joining = {two: link for two, link in links.items() if link.joins(guards.match_weight)}
    refusals: set[str] = set()
    candidates: tuple[int, ...] = ()
    is_one = one == other
    if one.entity != other.entity:
        human, customer = (one, other) if one.entity == CONTACT else (other, one)
        is_one = consumers.consumer(connection, human.key) == customer.key
        if not is_one:
            refusals, candidates = consumers.objections(
                connection, guards, said, human.key, customer.key
            )
    elif one.entity == CONTACT and not is_one:
        refusals = contacts.refusals(connection, guards, said, left, right)
    elif not is_one:
        connection.execute(SUSPECT, {"keys": sorted(tied)})
        words = words.among(tied)
        groups = part(*clusters.suspected(connection, guards), guards, words.together, words.apart)
        refusals = groups.refusals(left, right)
    refusals -= WORD
    for table in ("held_value", "evidence", "concerned", "latest", "suspect"):
        connection.execute(f"drop table if exists temp.{table}")
    direct = _two(left, right)
    return Explanation(
        left=left,
        right=right,
        entities=(one.entity, other.entity),
        is_one=is_one,
        direct=links.get(direct, Link()),
        uncounted=tuple(sorted(uncounted.get(direct, ()))),
        parts=tuple(explain(connection, left, right)),
        chain=tuple(
            Step(*two, joining[_two(*two)], tuple(explain(connection, *two)))
            for two in (_chain(joining, left, right, set(keys)) if is_one else ())
        ),
        refusals=tuple(sorted(refusals)),
        candidates=candidates,
        split=split.get(direct) or next(iter(split.values()), None) if not is_one else None,
    )


@dataclass(frozen=True)
class _Whole:
    """What a record is part of: a customer, or the human behind contact persons."""

    key: int
    entity: str
    records: list[int]


def _whole(connection: duckdb.DuckDBPyConnection, record: int) -> _Whole:
    return _Whole(*connection.execute(WHOLE, [record]).fetchall()[0])


def _two(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _links(
    connection: duckdb.DuckDBPyConnection, keys: list[int]
) -> tuple[dict[tuple[int, int], Link], dict[tuple[int, int], set[str]]]:
    """Return what ties the records, and the attributes that they share to no effect."""
    links: dict[tuple[int, int], Link] = defaultdict(Link)
    uncounted: dict[tuple[int, int], set[str]] = defaultdict(set)
    for attribute, holders, is_counted in connection.execute(HELD, {"keys": keys}).fetchall():
        for two in combinations(holders, 2):
            if is_counted:
                links[two].rules.add(f"exact_{attribute}")
            else:
                uncounted[two].add(attribute)
    for left, right, weight in connection.execute(SCORED, {"keys": keys}).fetchall():
        links[left, right].match_weight = weight
    return links, uncounted


def _take_words(
    connection: duckdb.DuckDBPyConnection, links: dict[tuple[int, int], Link], keys: Iterable[int]
) -> dict[tuple[int, int], int]:
    """Add stewards' merges to the links; return their splits by number."""
    known, split = set(keys), {}
    for kind, left, right, number in connection.execute(overrules.IN_FORCE).fetchall():
        if {left, right} <= known:
            if kind == "merge":
                links.setdefault(_two(left, right), Link()).word = number
            else:
                split[_two(left, right)] = number
    return split


def _chain(
    joining: Iterable[tuple[int, int]], left: int, right: int, members: set[int]
) -> list[tuple[int, int]]:
    """Return the shortest way from one record to the other; of several the one of lowest keys."""
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other in sorted(joining):
        if {one, other} <= members:
            beside[one].append(other)
            beside[other].append(one)
    came_from, waiting = {left: left}, [left]
    for key in waiting:
        for other in sorted(beside[key]):
            if other not in came_from:
                came_from[other] = key
                waiting.append(other)
    steps: list[tuple[int, int]] = []
    key = right
    while key != left and key in came_from:
        steps.append((came_from[key], key))
        key = came_from[key]
    return steps[::-1]
