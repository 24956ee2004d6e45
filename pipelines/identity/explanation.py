"""Why two records are one customer, or not: rules, weights, the chain between them, refusals.

Belongs here: what the working file knows of two records' evidence, by keys, rules and weights. Does
not belong here: any value of a record, and how a reader is shown the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product

import duckdb

from pipelines.identity import overrules
from pipelines.identity.guards import Guards
from pipelines.identity.scoring.explain import Part, explain
from pipelines.identity.slips import is_same_birth, is_slip

MEMBERS = """
select customer_key, list(record_key order by record_key)
from identity.record
where customer_key in (select customer_key from identity.record where record_key in (?, ?))
group by customer_key
"""

# Values that several of the records hold; one counts if it pairs any two records that hold it.
HELD = """
with held as (
    select attribute_code, normalised_value, list(record_key order by record_key) as keys
    from identity.record_value
    where record_key in (select unnest($keys))
    group by attribute_code, normalised_value
    having count(*) > 1
),

counted as (
    select distinct held.attribute_code, held.normalised_value
    from held
    inner join identity.record_value as one using (attribute_code, normalised_value)
    inner join identity.pair as pair
        on pair.record_key_left = one.record_key
        and pair.rule = 'exact_' || held.attribute_code
    inner join identity.record_value as other
        on pair.record_key_right = other.record_key
        and held.attribute_code = other.attribute_code
        and held.normalised_value = other.normalised_value
)

select held.attribute_code, held.keys, counted.attribute_code is not null
from held
left join counted using (attribute_code, normalised_value)
order by held.attribute_code, held.keys
"""

SCORED = """
select record_key_left, record_key_right, match_weight
from identity.scored_pair
where record_key_left in (select unnest($keys)) and record_key_right in (select unnest($keys))
"""

FACTS = """
select profile.customer_key, profile.birth_date, record_value.normalised_value
from (
    select record.record_key, record.customer_key, profile.birth_date
    from identity.record as record
    inner join identity.profile as profile using (record_key)
    where record.record_key in (select unnest($keys))
) as profile
left join identity.record_value as record_value
    on
        profile.record_key = record_value.record_key
        and record_value.attribute_code = 'national_id'
"""


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
    is_one: bool
    direct: Link
    uncounted: tuple[str, ...]
    parts: tuple[Part, ...]
    chain: tuple[Step, ...]
    refusals: tuple[str, ...]
    split: int | None

    @property
    def match_weight(self) -> float | None:
        """The weight of the two records by the model in force; None if it does not compare them."""
        return round(sum(part.weight for part in self.parts), 4) if self.parts else None


def explain_records(
    connection: duckdb.DuckDBPyConnection, left: int, right: int, guards: Guards
) -> Explanation:
    """Explain two records of the working file, which stays as it is."""
    customers = dict(connection.execute(MEMBERS, [left, right]).fetchall())
    keys = sorted(key for members in customers.values() for key in members)
    links, uncounted = _links(connection, keys)
    split = _take_words(connection, links, keys)
    one = next(members for members in customers.values() if left in members)
    is_one = right in one
    joining = {two: link for two, link in links.items() if link.joins(guards.match_weight)}
    refusals: list[str] = []
    if not is_one:
        other = next(members for members in customers.values() if right in members)
        across = [_two(*two) in joining for two in product(one, other)]
        if any(across):
            refusals = _refusals(connection, keys, guards) or ["bridge"]
    direct = _two(left, right)
    return Explanation(
        left=left,
        right=right,
        is_one=is_one,
        direct=links.get(direct, Link()),
        uncounted=tuple(sorted(uncounted.get(direct, ()))),
        parts=tuple(explain(connection, left, right)),
        chain=tuple(
            Step(*two, joining[_two(*two)], tuple(explain(connection, *two)))
            for two in (_chain(joining, left, right, set(one)) if is_one else ())
        ),
        refusals=tuple(refusals),
        split=split.get(direct) or next(iter(split.values()), None) if not is_one else None,
    )


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


def _refusals(connection: duckdb.DuckDBPyConnection, keys: list[int], guards: Guards) -> list[str]:
    """Return the guards that two customers would break as one."""
    births: dict[int, set[date]] = defaultdict(set)
    ids: dict[int, set[str]] = defaultdict(set)
    for customer, born, number in connection.execute(FACTS, {"keys": keys}).fetchall():
        births[customer] |= {born} if born else set()
        ids[customer] |= {number} if number else set()
    one, other = sorted(births)
    found = []
    if len(keys) > guards.max_records:
        found.append("max_records")
    if any(not is_same_birth(*two) for two in product(births[one], births[other])):
        found.append("birth_date")
    if any(not is_slip(*two) for two in product(ids[one], ids[other])):
        found.append("national_id")
    return found


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
